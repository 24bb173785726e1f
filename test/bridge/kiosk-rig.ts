import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { WebSocket } from "ws";
import type { CoreMessage, Role } from "../../main/bridge/contract.ts";
import type { BridgeCore } from "../../main/bridge/dispatch.ts";
import { createKioskHost, type KioskHost } from "../../main/hosts/kiosk/kiosk-host.ts";
import { createInbox } from "./inbox.ts";
import type { TestScreen } from "./describe-bridge.ts";

/** A kiosk host over a small build of screens, with what its log said. */
export interface KioskRig {
  readonly host: KioskHost;
  readonly port: number;
  readonly rendererDir: string;
  readonly logged: { readonly code: string; readonly line: string }[];
  close(): Promise<void>;
}

/** An answer to a plain HTTP request. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export const startKiosk = async (core: BridgeCore): Promise<KioskRig> => {
  const folder = await mkdtemp(join(tmpdir(), "satriel-kiosk-"));
  const rendererDir = join(folder, "renderer");
  await mkdir(join(rendererDir, "assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "outside");
  await writeFile(join(rendererDir, "cashier.html"), "<!doctype html><title>cashier</title>");
  await writeFile(join(rendererDir, "payer.html"), "<!doctype html><title>payer</title>");
  await writeFile(join(rendererDir, "assets", "app.js"), "export {};");
  await writeFile(join(rendererDir, "assets", "font.woff2"), "font");
  await writeFile(join(rendererDir, "assets", "app.js.bak"), "no type");
  const logged: { code: string; line: string }[] = [];
  const log = (fields: Readonly<Record<string, unknown>>, message: string) =>
    void logged.push({ code: String(fields["code"]), line: JSON.stringify([fields, message]) });
  const host = await createKioskHost({
    core,
    port: 0,
    rendererDir,
    random: { bytes: (count) => randomBytes(count) },
    log: { info: log, warn: log, error: log },
  });
  return {
    host,
    port: Number(new URL(host.cashierUrl).port),
    rendererDir,
    logged,
    close: async () => {
      await host.close();
      await rm(folder, { recursive: true });
    },
  };
};

/** Ask exactly this path of the kiosk: nothing is normalised on the way. */
export const ask = (
  rig: KioskRig,
  path: string,
  options: { readonly method?: string; readonly headers?: Record<string, string> } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method = "GET", headers = {} } = options;
    const sent = request(
      { host: "127.0.0.1", port: rig.port, path, method, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end();
  });

/** The path and query that let a browser in as `role`. */
export const doorOf = (rig: KioskRig, role: Role): string => {
  const url = new URL(role === "cashier" ? rig.host.cashierUrl : rig.host.payerUrl);
  return `${url.pathname}${url.search}`;
};

/** The `Cookie` header of a browser that came in as `role`. */
export const enter = async (rig: KioskRig, role: Role): Promise<string> => {
  const { headers } = await ask(rig, doorOf(rig, role));
  const [cookie = ""] = headers["set-cookie"] ?? [];
  return cookie.split(";", 1)[0] ?? "";
};

/** Open a socket; resolves with it, or with the HTTP status that refused it. */
export const openSocket = (
  rig: KioskRig,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<WebSocket | number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${rig.port}${path}`, { headers });
    socket.on("open", () => resolve(socket));
    socket.on("unexpected-response", (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
      socket.on("error", () => {});
      socket.terminate();
    });
    socket.on("error", reject);
  });

/** Open a screen the way a browser does. */
export const openScreen = async (rig: KioskRig, role: Role): Promise<TestScreen> => {
  const cookie = await enter(rig, role);
  const inbox = createInbox();
  const socket = new WebSocket(`ws://127.0.0.1:${rig.port}/bridge?role=${role}`, {
    headers: { cookie, origin: `http://127.0.0.1:${rig.port}` },
  });
  const closed = Promise.withResolvers<void>();
  socket.on("message", (data) => {
    if (Buffer.isBuffer(data)) inbox.put(JSON.parse(data.toString("utf8")) as CoreMessage);
  });
  socket.on("close", () => closed.resolve());
  // A socket that the server cuts while it writes says so; the close that follows is the news.
  socket.on("error", () => {});
  return {
    inbox,
    send: (raw) => socket.send(JSON.stringify(raw)),
    closed: closed.promise,
    leave: async () => {
      socket.close();
      await closed.promise;
    },
  };
};
