import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import type { Config } from "../../main/config/schema.ts";
import { Failure } from "../../main/domain/failure.ts";
import { runCore, type CoreRun } from "../../main/hosts/electron/core-run.ts";
import { createFakeCore } from "../bridge/fake-core.ts";
import { createAppProtocol } from "../../main/hosts/electron/app-protocol.ts";
import { superviseCore, type CoreChild } from "../../main/hosts/electron/core-supervisor.ts";
import {
  lockContents,
  lockSession,
  mayPress,
  type LockableContents,
} from "../../main/hosts/electron/lock-down.ts";

const key = (name: string, held: Partial<Record<"control" | "alt" | "meta", boolean>> = {}) => ({
  key: name,
  control: false,
  alt: false,
  meta: false,
  ...held,
});

describe("a locked window", () => {
  it.each([
    key("F4", { alt: true }),
    key("F2", { control: true, alt: true }),
    key("I", { control: true }),
    key("r", { control: true }),
    key("p", { control: true }),
    key("w", { control: true }),
    key("+", { control: true }),
    key("Meta", { meta: true }),
    key("F5"),
    key("F11"),
    key("F12"),
    key("PrintScreen"),
    key("BrowserBack"),
  ])("does not hear $key (control $control, alt $alt)", (press) => {
    expect(mayPress(press)).toBe(false);
  });

  it.each([
    key("5"),
    key("Enter"),
    key("Escape"),
    key("Tab"),
    key("F"),
    key("v", { control: true }),
  ])("hears $key", (press) => {
    expect(mayPress(press)).toBe(true);
  });

  it("goes nowhere and opens nothing", () => {
    const emitter = new EventEmitter();
    let openWindow = () => ({ action: "allow" });
    const contents: LockableContents = {
      on: (event: string, listener: (...all: never[]) => void) =>
        emitter.on(event, listener as (...all: unknown[]) => void),
      setWindowOpenHandler: (handler) => {
        openWindow = handler;
      },
    };
    lockContents(contents);
    let prevented = 0;
    const event = { preventDefault: () => (prevented += 1) };
    emitter.emit("will-navigate", event);
    emitter.emit("will-redirect", event);
    emitter.emit("will-attach-webview", event);
    emitter.emit("before-input-event", event, key("F12"));
    emitter.emit("before-input-event", event, key("1"));
    expect(prevented).toBe(4);
    expect(openWindow()).toEqual({ action: "deny" });
  });

  it("gets no permission, no device and no download", () => {
    const answers: unknown[] = [];
    lockSession({
      setPermissionRequestHandler: (handler) =>
        handler({}, "media", (granted) => answers.push(granted)),
      setPermissionCheckHandler: (handler) => answers.push(handler()),
      setDevicePermissionHandler: (handler) => answers.push(handler()),
      on: (_event, listener) => listener({ preventDefault: () => answers.push("prevented") }),
    });
    expect(answers).toEqual([false, false, false, "prevented"]);
  });
});

describe("app://", () => {
  const page = {
    contentType: "text/html; charset=utf-8",
    bytes: new TextEncoder().encode("hello"),
  };
  const answer = createAppProtocol(new Map([["/cashier.html", page]]));

  it("serves the screens, reaching no network", async () => {
    const response = answer({ method: "GET", url: "app://satriel/cashier.html?a=1#b" });
    expect([response.status, await response.text()]).toEqual([200, "hello"]);
    expect(response.headers.get("content-type")).toBe(page.contentType);
    expect(response.headers.get("content-security-policy")).toContain("connect-src 'none'");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it.each([
    ["GET", "app://satriel/../main.js", 404],
    ["GET", "app://satriel/%2e%2e/main.js", 404],
    ["GET", "app://evil/cashier.html", 404],
    ["GET", "app://satriel.evil/cashier.html", 404],
    ["GET", "file:///etc/passwd", 404],
    ["POST", "app://satriel/cashier.html", 405],
  ])("answers %s %s with %i", (method, url, status) => {
    expect(answer({ method, url }).status).toBe(status);
  });
});

const silent = () => {};
const createRun = (override: Partial<CoreRun>) => {
  const parent = new EventEmitter();
  const heard: unknown[] = [];
  const ended = Promise.withResolvers<number>();
  const core = createFakeCore();
  const close = () => Promise.resolve(void heard.push("closed"));
  const run: CoreRun = {
    parent,
    tellMain: (message) => heard.push(message),
    loadConfig: () => ({}) as Config,
    loadCompose: () => Promise.resolve(() => Promise.resolve({ core, close })),
    log: { info: silent, warn: silent, error: (fields, words) => heard.push([fields, words]) },
    exit: (code) => ended.resolve(code),
    ...override,
  };
  return { run, parent, heard, ended: ended.promise };
};

describe("the core process", () => {
  it("is ready once the terminal runs, and closes it before it ends", async () => {
    const { run, parent, heard, ended } = createRun({});
    await runCore(run);
    expect(heard).toEqual([{ type: "ready" }]);
    parent.emit("message", { data: { type: "shut-down" }, ports: [] });
    expect(await ended).toBe(0);
    expect(heard).toEqual([{ type: "ready" }, "closed"]);
  });

  const throwing = (cause: Error) => () => {
    throw cause;
  };
  it.each<readonly [string, Partial<CoreRun>, number, unknown]>([
    [
      "a configuration with faults",
      { loadConfig: throwing(new Failure("CONFIG_INVALID", "the configuration has 1 fault")) },
      78,
      [{ code: "CONFIG_INVALID" }, "the terminal cannot start: the configuration has 1 fault"],
    ],
    [
      "a terminal that fails",
      { loadCompose: () => Promise.resolve(throwing(new Failure("KEY_FILE_MODE", "chmod 600"))) },
      70,
      [{ code: "KEY_FILE_MODE" }, "the terminal cannot start: chmod 600"],
    ],
    [
      "a library that does not load, without quoting it",
      { loadCompose: () => Promise.reject(new TypeError("token hunter2")) },
      70,
      [{ code: "UNEXPECTED" }, "the terminal cannot start: an unexpected TypeError"],
    ],
  ])("ends on %s", async (_what, override, exitCode, said) => {
    const { run, heard, ended } = createRun(override);
    await runCore(run);
    expect(await ended).toBe(exitCode);
    expect(heard).toEqual([said]);
  });

  it("ends with a code when the terminal does not close", async () => {
    const close = () => Promise.reject(new Failure("DISK_FULL", "no room"));
    const loadCompose = () =>
      Promise.resolve(() => Promise.resolve({ core: createFakeCore(), close }));
    const { run, parent, heard, ended } = createRun({ loadCompose });
    await runCore(run);
    parent.emit("message", { data: { type: "shut-down" }, ports: [] });
    expect(await ended).toBe(70);
    expect(heard[1]).toEqual([{ code: "DISK_FULL" }, "the terminal did not close: no room"]);
  });
});

interface Child extends CoreChild {
  readonly events: EventEmitter;
  readonly told: unknown[];
  kills: number;
}

const createChild = (): Child => {
  const events = new EventEmitter();
  const child: Child = {
    events,
    told: [],
    kills: 0,
    postMessage: (message) => void child.told.push(message),
    on: (event: string, listener: (...all: never[]) => void) =>
      events.on(event, listener as (...all: unknown[]) => void),
    kill: () => {
      child.kills += 1;
      return true;
    },
  };
  return child;
};

const supervise = () => {
  const children: Child[] = [];
  const heard: string[] = [];
  const putOff: (() => void)[] = [];
  const supervisor = superviseCore({
    fork: () => {
      const child = createChild();
      children.push(child);
      return child;
    },
    schedule: (_delayMs, action) => void putOff.push(action),
    log: { info: silent, warn: silent, error: silent },
    onReady: () => heard.push("ready"),
    onGone: () => heard.push("gone"),
    onUnable: (exitCode) => heard.push(`unable ${exitCode}`),
  });
  const passTime = () => {
    for (const action of putOff.splice(0)) action();
  };
  return { children, heard, supervisor, passTime };
};

describe("the core's supervisor", () => {
  it("starts the core again after it ended", () => {
    const { children, heard, passTime } = supervise();
    children[0]?.events.emit("message", { type: "noise" });
    children[0]?.events.emit("message", { type: "ready" });
    children[0]?.events.emit("exit", 139);
    expect([children.length, heard]).toEqual([1, ["ready", "gone"]]);
    passTime();
    children[1]?.events.emit("message", { type: "ready" });
    expect([children.length, heard]).toEqual([2, ["ready", "gone", "ready"]]);
  });

  it("gives up on a core that never became ready", () => {
    const { children, heard, passTime } = supervise();
    children[0]?.events.emit("exit", 78);
    passTime();
    expect([children.length, heard]).toEqual([1, ["gone", "unable 78"]]);
  });

  it("asks the core to shut down, waits for its end, and starts none after that", async () => {
    const { children, supervisor, passTime } = supervise();
    const [child] = children;
    child?.events.emit("message", { type: "ready" });
    const stopped = supervisor.stop();
    expect(child?.told).toEqual([{ type: "shut-down" }]);
    passTime();
    expect(child?.kills).toBe(1);
    child?.events.emit("exit", 0);
    await stopped;
    passTime();
    expect(children.length).toBe(1);
    await supervisor.stop();
  });

  it("does not start the core again once it was stopped", async () => {
    const { children, supervisor, passTime } = supervise();
    children[0]?.events.emit("message", { type: "ready" });
    children[0]?.events.emit("exit", 1);
    await supervisor.stop();
    passTime();
    expect(children.length).toBe(1);
  });
});
