import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createControlClient, type ControlClient } from "../../sandbox/control-client.ts";
import { createControlServer, type ControlServer } from "../../sandbox/control-server.ts";
import type { WorldState } from "../../sandbox/contract.ts";
import type { World } from "../../sandbox/world.ts";
import { createWorldRig, order, secretOf, settle, type WorldRig } from "./support.ts";

let rig: WorldRig;
let world: World;
let control: ControlServer;
let client: ControlClient;

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
  const pageDir = join(rig.dir, "page");
  mkdirSync(pageDir);
  writeFileSync(join(pageDir, "index.html"), "<!doctype html><title>Sandbox</title>");
  writeFileSync(join(pageDir, "notes.pem"), "not part of a page");
  control = await createControlServer({ world, pageDir });
  client = createControlClient(control.url);
});
afterEach(async () => {
  await control.close();
  await rig.remove();
});

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

interface Question {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Plain node:http, which lets a test send any Host and Origin. */
const ask = ({ method = "GET", path = "/api/state", headers = {}, body }: Question) =>
  new Promise<Answer>((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port: control.port, method, path, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString(),
            headers: response.headers,
          });
        });
      },
    );
    sent.once("error", reject);
    sent.end(body);
  });

const MINE = JSON.stringify({ kind: "mine", blocks: 1 });
const JSON_TYPE = { "content-type": "application/json" };

describe("the API", () => {
  it("pays an invoice of the node, and shows it paid", async () => {
    await order(rig, "tea");
    expect(await client.act({ kind: "pay" })).toMatchObject({ ok: true, hash: secretOf("tea").id });
    await settle(rig, "tea");
    expect((await client.state()).wallet.payments).toMatchObject([{ memo: "tea", state: "paid" }]);
  });

  it("answers what cannot be done with its code", async () => {
    expect(await client.act({ kind: "pay" })).toMatchObject({ code: "INVOICE_NOT_FOUND" });
    const answer = await ask({
      method: "POST",
      path: "/api/act",
      headers: JSON_TYPE,
      body: '{"kind":"rob"}',
    });
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining("ACTION_INVALID")]);
  });

  it("tells those who watch of each change, once", async () => {
    const watching = new AbortController();
    const response = await fetch(`${control.url}/api/events`, { signal: watching.signal });
    const heights: number[] = [];
    let text = "";
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        heights.push((JSON.parse(event.slice("data: ".length)) as WorldState).node.height);
      }
      if (heights.length === 1) await world.act({ kind: "mine", blocks: 6 });
      if (new Set(heights).size === 2) break;
    }
    watching.abort();
    expect([...new Set(heights)]).toEqual([850_000, 850_006]);
  });

  it("serves the built page, and nothing beside it", async () => {
    expect((await ask({ path: "/" })).body).toContain("<title>Sandbox</title>");
    const paths = ["/notes.pem", "/../terminal.json", "/%2e%2e/terminal.json", "/papers/1.png"];
    for (const path of paths) expect([path, (await ask({ path })).status]).toEqual([path, 404]);
  });

  it("sends a page that loads nothing from elsewhere and stands in nobody's frame", async () => {
    const policy = (await ask({ path: "/" })).headers["content-security-policy"];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
  });
});

describe("a stranger", () => {
  const own = (): string => `http://127.0.0.1:${control.port}`;
  const strangers: readonly (readonly [string, number, () => Question])[] = [
    ["a rebound name", 421, () => ({ headers: { host: "evil.example" } })],
    ["another port's name", 421, () => ({ headers: { host: "127.0.0.1:1" } })],
    ["a page of another site", 403, () => ({ headers: { origin: "https://evil.example" } })],
    ["a page of another port", 403, () => ({ headers: { origin: "http://127.0.0.1:1" } })],
    ["a page without origin", 403, () => ({ headers: { origin: "null" } })],
    ["a picture in another page", 403, () => ({ headers: { "sec-fetch-site": "cross-site" } })],
    ["a neighbour's page", 403, () => ({ headers: { "sec-fetch-site": "same-site" } })],
  ];

  it.each(strangers)("%s is turned away: %i", async (_who, status, question) => {
    const { headers } = question();
    expect((await ask({ headers: headers ?? {} })).status).toBe(status);
    const act = { method: "POST", path: "/api/act", body: MINE };
    expect((await ask({ ...act, headers: { ...JSON_TYPE, ...headers } })).status).toBe(status);
    expect(world.lnd.height()).toBe(850_000);
  });

  it.each([
    ["a form", 415, { "content-type": "text/plain" }, MINE],
    ["no type", 415, {}, MINE],
    ["too much", 413, JSON_TYPE, `"${"x".repeat(20_000)}"`],
    ["no JSON", 400, JSON_TYPE, "{"],
  ])("%s is refused: %i", async (_what, status, headers, body) => {
    const answer = await ask({ method: "POST", path: "/api/act", headers, body });
    expect(answer.status).toBe(status);
    expect(world.lnd.height()).toBe(850_000);
  });

  it("is told apart from the page itself, and from a program", async () => {
    const act = { method: "POST", path: "/api/act", body: MINE };
    const page = { ...JSON_TYPE, origin: own(), "sec-fetch-site": "same-origin" };
    expect((await ask({ ...act, headers: page })).status).toBe(200);
    expect((await ask({ ...act, headers: JSON_TYPE })).status).toBe(200);
    expect((await ask({ ...act, method: "PUT", headers: JSON_TYPE })).status).toBe(405);
  });
});

describe("the program", () => {
  const MAIN = fileURLToPath(new URL("../../sandbox/main.ts", import.meta.url));
  interface Ready {
    readonly event: string;
    readonly controlUrl: string;
    readonly terminalConfig: string;
  }

  const start = (dir: string): ChildProcess =>
    spawn(process.execPath, [MAIN, "--dir", dir, "--until-stdin-ends"], {
      stdio: ["pipe", "pipe", "pipe"],
    });
  const firstLine = (child: ChildProcess): Promise<Ready> =>
    new Promise((resolve, reject) => {
      child.stdout?.once("data", (chunk: Buffer) => {
        resolve(JSON.parse(chunk.toString()) as Ready);
      });
      child.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
    });
  const ended = (child: ChildProcess): Promise<number | null> =>
    new Promise((resolve) => child.once("exit", resolve));

  it("is ready in one line, and ends in good order when its input ends or it is told to", async () => {
    const dir = join(rig.dir, "child");
    const child = start(dir);
    const ready = await firstLine(child);
    expect(ready).toMatchObject({ event: "ready", terminalConfig: join(dir, "terminal.json") });
    const other = createControlClient(ready.controlUrl);
    expect(await other.act({ kind: "mine", blocks: 2 })).toMatchObject({ ok: true });
    const over = ended(child);
    child.stdin?.end();
    expect(await over).toBe(0);

    const again = start(dir);
    const readyAgain = await firstLine(again);
    expect(readyAgain).toEqual(ready);
    expect((await createControlClient(readyAgain.controlUrl).state()).node.height).toBe(850_002);
    const overAgain = ended(again);
    again.kill("SIGTERM");
    expect(await overAgain).toBe(0);
  });

  it("does not start in a folder where another works, and says why", async () => {
    const child = start(rig.dir);
    let words = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      words += chunk.toString();
    });
    expect(await ended(child)).toBe(1);
    expect(words).toMatch(/^SANDBOX_ALREADY_RUNNING: /);
  });
});
