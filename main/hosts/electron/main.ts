import { join } from "node:path";
import {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  screen,
  session,
  utilityProcess,
  type Display,
} from "electron";
import type { Role } from "../../bridge/contract.ts";
import { createJsonLog } from "../json-log.ts";
import { readStaticFiles } from "../static-files.ts";
import { createAppProtocol } from "./app-protocol.ts";
import { APP_ORIGIN, APP_SCHEME } from "./channels.ts";
import { superviseCore, type CoreSupervisor } from "./core-supervisor.ts";
import { lockContents, lockSession } from "./lock-down.ts";
import type { Schedule } from "./ports.ts";
import { createScreenBroker } from "./screen-broker.ts";

// The bundles lie beside each other in build/electron, the screens in build/renderer.
const here = import.meta.dirname;
const log = createJsonLog((line) => process.stderr.write(`${line}\n`));
const schedule: Schedule = (delayMs, action) => void setTimeout(action, delayMs);
const configPath = app.commandLine.getSwitchValue("config") || "/etc/satriel/config.json";

/** All that a page may ask for: its own files, images it drew itself, and the developer's tools. */
const REACHABLE = [`${APP_ORIGIN}/`, "data:image/", ...(app.isPackaged ? [] : ["devtools://"])];

/** A page that crashed is loaded anew after this. */
const RELOAD_DELAY_MS = 1_000;

const openWindow = (role: Role, display: Display): BrowserWindow => {
  const window = new BrowserWindow({
    ...display.bounds,
    kiosk: true,
    frame: false,
    autoHideMenuBar: true,
    backgroundColor: "#ffffff",
    webPreferences: {
      preload: join(here, "preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      disableDialogs: true,
      devTools: !app.isPackaged,
      // Sounds tell a state on a screen that nobody may have touched yet.
      autoplayPolicy: "no-user-gesture-required",
    },
  });
  const load = () => {
    if (window.isDestroyed()) return;
    window.loadURL(`${APP_ORIGIN}/${role}.html`).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : "no reason given";
      log.error({ code: "SCREEN_NOT_LOADED", role }, reason);
      schedule(RELOAD_DELAY_MS, load);
    });
  };
  window.webContents.on("render-process-gone", (_event, { reason }) => {
    log.error({ code: "SCREEN_CRASHED", role, reason }, "a screen's process ended");
    schedule(RELOAD_DELAY_MS, load);
  });
  load();
  return window;
};

const openScreens = (addWindow: (role: Role, window: BrowserWindow) => void) => {
  const primary = screen.getPrimaryDisplay();
  addWindow("cashier", openWindow("cashier", primary));
  const second = screen.getAllDisplays().find((display) => display.id !== primary.id);
  if (second !== undefined) addWindow("payer", openWindow("payer", second));
};

const run = async (): Promise<CoreSupervisor> => {
  const files = await readStaticFiles(join(here, "../renderer"));
  await app.whenReady();
  Menu.setApplicationMenu(null);
  lockSession(session.defaultSession);
  session.defaultSession.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !REACHABLE.some((start) => url.startsWith(start)) }),
  );
  protocol.handle(APP_SCHEME, createAppProtocol(files));

  const broker = createScreenBroker({
    ipc: ipcMain,
    createChannel: () => new MessageChannelMain(),
    schedule,
    log,
  });
  const supervisor = superviseCore({
    fork: () =>
      utilityProcess.fork(join(here, "core-process.js"), [configPath], {
        serviceName: "satriel-core",
        stdio: "inherit",
      }),
    schedule,
    log,
    onReady: (core) => broker.coreReady(core),
    onGone: () => broker.coreGone(),
    onUnable: (exitCode) => app.exit(exitCode === 0 ? 1 : exitCode),
  });
  openScreens((role, window) => broker.addWindow(role, window.webContents));
  return supervisor;
};

const quitAfter = (supervisor: CoreSupervisor) => {
  let isStopped = false;
  app.on("before-quit", (event) => {
    if (isStopped) return;
    event.preventDefault();
    void supervisor.stop().finally(() => {
      isStopped = true;
      app.quit();
    });
  });
};

app.enableSandbox();
app.on("web-contents-created", (_event, contents) => lockContents(contents));
app.on("window-all-closed", () => app.quit());
protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true } },
]);
// The journal has one writer, so a second terminal on the same machine ends at once.
if (app.requestSingleInstanceLock()) {
  run().then(quitAfter, (cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : "no reason given";
    log.error({ code: "START_FAILED" }, reason);
    app.exit(1);
  });
} else {
  log.error({ code: "ALREADY_RUNNING" }, "a terminal is already running on this machine");
  app.exit(1);
}
