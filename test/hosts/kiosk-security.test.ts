import { once } from "node:events";
import { symlink } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { createKioskHost } from "../../main/hosts/kiosk/kiosk-host.ts";
import { readStaticFiles } from "../../main/hosts/static-files.ts";
import { createFakeCore, type FakeCore } from "../bridge/fake-core.ts";
import { anySnapshot, snapshotOf } from "../bridge/inbox.ts";
import {
  ask,
  doorOf,
  enter,
  openScreen,
  openSocket,
  startKiosk,
  type KioskRig,
} from "../bridge/kiosk-rig.ts";

let rig: KioskRig;
let core: FakeCore;
beforeEach(async () => {
  core = createFakeCore();
  rig = await startKiosk(core);
});
afterEach(() => rig.close());

const origin = () => `http://127.0.0.1:${rig.port}`;

describe("the kiosk's pages", () => {
  it("let a browser in with the token and keep it in with the cookie", async () => {
    const entered = await ask(rig, doorOf(rig, "cashier"));
    expect(entered.status).toBe(303);
    expect(entered.headers["location"]).toBe("/cashier.html");
    const [cookie = ""] = entered.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/^satriel-cashier-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const page = await ask(rig, "/cashier.html", {
      headers: { cookie: cookie.split(";")[0] ?? "" },
    });
    expect([page.status, page.body]).toEqual([200, "<!doctype html><title>cashier</title>"]);
  });

  it("go out with their type and every protecting header, refusals too", async () => {
    const cookie = await enter(rig, "cashier");
    const script = await ask(rig, "/assets/app.js", { headers: { cookie } });
    expect(script.headers["content-type"]).toBe("text/javascript; charset=utf-8");
    const font = await ask(rig, "/assets/font.woff2", { headers: { cookie } });
    expect(font.headers["content-type"]).toBe("font/woff2");
    for (const { headers } of [script, await ask(rig, "/assets/app.js")]) {
      expect(headers["content-security-policy"]).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
          "font-src 'self'; media-src 'self'; " +
          `connect-src 'self' ws://127.0.0.1:${rig.port} ws://localhost:${rig.port}; ` +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
          "require-trusted-types-for 'script'",
      );
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
      });
    }
  });

  it("are not shown without the cookie, with a wrong one, or with the other screen's", async () => {
    const payer = await enter(rig, "payer");
    const wrong = payer.replace(/=.{5}/, "=AAAAA");
    const renamed = payer.replace("payer", "cashier");
    for (const cookie of ["", wrong, renamed, "satriel-cashier", "=;;="]) {
      const { status } = await ask(rig, "/cashier.html", { headers: { cookie } });
      expect([cookie, status]).toEqual([cookie, 401]);
    }
    const statusFor = async (path: string) =>
      (await ask(rig, path, { headers: { cookie: payer } })).status;
    expect(await statusFor("/cashier.html")).toBe(401);
    expect(await statusFor("/payer.html")).toBe(200);
    expect(await statusFor("/")).toBe(303);
  });

  it("refuse a wrong token, none, a prefix of one, and the other role's", async () => {
    const payerToken = new URL(rig.host.payerUrl).searchParams.get("token") ?? "";
    const doors = [
      "/enter",
      "/enter?role=cashier",
      "/enter?role=cashier&token=",
      `/enter?role=cashier&token=${payerToken}`,
      `/enter?role=payer&token=${payerToken.slice(0, -1)}`,
      `/enter?role=operator&token=${payerToken}`,
      `/enter?token=${payerToken}`,
    ];
    for (const door of doors) {
      const { status, headers } = await ask(rig, door);
      expect([door, status, headers["set-cookie"]]).toEqual([door, 401, undefined]);
    }
  });

  it("answer to no other name", async () => {
    const cookie = await enter(rig, "cashier");
    const names = ["evil.example", `evil.example:${rig.port}`, "127.0.0.1", "127.0.0.1:1"];
    for (const host of [...names, `[::1]:${rig.port}`, `127.0.0.1:${rig.port}.evil.example`]) {
      const { status } = await ask(rig, "/cashier.html", { headers: { cookie, host } });
      expect([host, status]).toEqual([host, 421]);
    }
    const { status } = await ask(rig, "/cashier.html", {
      headers: { cookie, host: `localhost:${rig.port}` },
    });
    expect(status).toBe(200);
  });

  it("never lead out of their folder", async () => {
    const cookie = await enter(rig, "cashier");
    const paths = [
      "/../secret.txt",
      "/assets/../../secret.txt",
      "/..%2fsecret.txt",
      "/%2e%2e/secret.txt",
      "/%252e%252e/secret.txt",
      "/..\\secret.txt",
      "//secret.txt",
      "/assets",
      "/assets/",
      "/assets/app.js.bak",
      "/assets/app.js%00.html",
      "/cashier.html/",
      `http://127.0.0.1:${rig.port}/../secret.txt`,
    ];
    for (const path of paths) {
      const { status, body } = await ask(rig, path, { headers: { cookie } });
      expect([path, status, body.includes("outside")]).toEqual([path, 404, false]);
    }
  });

  it("leave out links, and say when they are not built", async () => {
    await symlink(join(rig.rendererDir, "../secret.txt"), join(rig.rendererDir, "link.txt"));
    expect([...(await readStaticFiles(rig.rendererDir)).keys()].sort()).toEqual([
      "/assets/app.js",
      "/assets/font.woff2",
      "/cashier.html",
      "/payer.html",
    ]);
    const code = "SCREENS_NOT_BUILT";
    await expect(readStaticFiles(join(rig.rendererDir, "assets"))).rejects.toMatchObject({ code });
    await expect(readStaticFiles("/nowhere/at/all")).rejects.toMatchObject({ code });
  });

  it("are for reading only", async () => {
    const cookie = await enter(rig, "cashier");
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"]) {
      const { status, headers } = await ask(rig, "/cashier.html", { method, headers: { cookie } });
      expect([method, status, headers["allow"]]).toEqual([method, 405, "GET, HEAD"]);
    }
    const head = await ask(rig, "/cashier.html", { method: "HEAD", headers: { cookie } });
    expect([head.status, head.headers["content-length"], head.body]).toEqual([200, "37", ""]);
  });
});

describe("the kiosk's socket", () => {
  const CASHIER = "/bridge?role=cashier";

  it.each([
    ["no origin", undefined],
    ["a foreign page", "http://evil.example"],
    ["a page of another port", "http://127.0.0.1:1"],
    ["a file", "null"],
    ["an origin that begins like ours", "own.evil.example"],
    ["our other name", "http://localhost"],
  ])("is not opened for %s", async (_what, given) => {
    const cookie = await enter(rig, "cashier");
    const named = given === "http://localhost" ? `http://localhost:${rig.port}` : given;
    const from = named === "own.evil.example" ? `${origin()}.evil.example` : named;
    const headers = from === undefined ? { cookie } : { cookie, origin: from };
    expect(await openSocket(rig, CASHIER, headers)).toBe(403);
    expect(core.listeners()).toBe(0);
  });

  it("is not opened under another name", async () => {
    const cookie = await enter(rig, "cashier");
    const host = `evil.example:${rig.port}`;
    const headers = { cookie, host, origin: `http://${host}` };
    expect(await openSocket(rig, CASHIER, headers)).toBe(421);
  });

  it("is not opened without the role's own cookie, elsewhere, or for no role", async () => {
    const payer = await enter(rig, "payer");
    const cashier = await enter(rig, "cashier");
    const status = (path: string, cookie: string) =>
      openSocket(rig, path, { cookie, origin: origin() });
    expect(await status(CASHIER, "")).toBe(401);
    expect(await status(CASHIER, payer)).toBe(401);
    expect(await status(CASHIER, payer.replace("payer", "cashier"))).toBe(401);
    expect(await status("/bridge?role=payer", cashier)).toBe(401);
    expect(await status("/bridge?role=operator", cashier)).toBe(401);
    expect(await status("/bridge", cashier)).toBe(401);
    expect(await status("/elsewhere?role=cashier", cashier)).toBe(404);
    expect(core.listeners()).toBe(0);
  });

  it("is opened for the right page, and takes no bytes", async () => {
    const cookie = await enter(rig, "cashier");
    const socket = await openSocket(rig, CASHIER, { cookie, origin: origin() });
    if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`);
    socket.send(Buffer.from("{}"), { binary: true });
    expect((await once(socket, "close"))[0]).toBe(1003);
  });

  it("is cut when a message is larger than any screen has to send", async () => {
    const cookie = await enter(rig, "cashier");
    const socket = await openSocket(rig, CASHIER, { cookie, origin: origin() });
    if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`);
    socket.send("9".repeat(48 * 1_024 + 1));
    expect((await once(socket, "close"))[0]).toBe(1009);
    await vi.waitFor(() => expect(core.listeners()).toBe(0));
  });

  it("has room for sixteen screens", async () => {
    const cookie = await enter(rig, "cashier");
    const open = () => openSocket(rig, CASHIER, { cookie, origin: origin() });
    for (let screen = 0; screen < 16; screen += 1) expect(await open()).toBeInstanceOf(WebSocket);
    expect(await open()).toBe(503);
  });

  it("gives a screen that stopped reading only the latest when it reads again", async () => {
    const screen = await openScreen(rig, "cashier");
    await screen.inbox.find(anySnapshot);
    const slow = await slowReader(rig);
    for (let change = 1; change <= 400; change += 1) {
      core.rename(`${change}`.padEnd(40_000, "."));
      await screen.inbox.find(snapshotOf(`${change}`.padEnd(40_000, ".")));
    }
    core.rename("the last");
    await screen.inbox.find(snapshotOf("the last"));
    const received = await slow.readUntil("the last");
    // 400 snapshots are 16 MB: more than any socket's buffers hold.
    expect(received).toBeLessThan(12_000_000);
  });
});

/** A bare client that completes the handshake and then leaves everything unread. */
const slowReader = async (kiosk: KioskRig) => {
  const cookie = await enter(kiosk, "cashier");
  const socket = connect({ host: "127.0.0.1", port: kiosk.port });
  socket.write(
    [
      "GET /bridge?role=cashier HTTP/1.1",
      `Host: 127.0.0.1:${kiosk.port}`,
      `Origin: http://127.0.0.1:${kiosk.port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
      `Cookie: ${cookie}`,
      "\r\n",
    ].join("\r\n"),
  );
  await once(socket, "readable");
  return {
    readUntil: async (text: string): Promise<number> => {
      let received = 0;
      for await (const chunk of socket as AsyncIterable<Buffer>) {
        received += chunk.length;
        if (chunk.includes(text)) break;
      }
      return received;
    },
  };
};

describe("createKioskHost", () => {
  it("keeps its secrets out of the log and changes them at every start", async () => {
    const other = await startKiosk(core);
    await openSocket(rig, "/bridge?role=cashier", { cookie: "", origin: origin() });
    const secret = (address: string) => new URL(address).searchParams.get("token") ?? "";
    const secrets = [rig, other]
      .flatMap(({ host }) => [host.cashierUrl, host.payerUrl])
      .map(secret);
    expect(new Set(secrets).size).toBe(4);
    const lines = rig.logged.map(({ line }) => line).join("");
    expect(lines).toContain("SCREEN_TURNED_AWAY");
    for (const each of secrets) expect(lines).not.toContain(each);
    await other.close();
  });

  it("says when the port is taken", async () => {
    const { rendererDir, port } = rig;
    const silent = () => {};
    const second = createKioskHost({
      core,
      port,
      rendererDir,
      random: { bytes: (count) => new Uint8Array(count) },
      log: { info: silent, warn: silent, error: silent },
    });
    await expect(second).rejects.toMatchObject({ code: "KIOSK_PORT_UNAVAILABLE" });
  });

  it("ends every screen when it closes", async () => {
    const screen = await openScreen(rig, "payer");
    await screen.inbox.find(anySnapshot);
    await rig.host.close();
    await screen.closed;
    rig = await startKiosk(core);
  });
});
