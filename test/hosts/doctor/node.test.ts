/** The doctor over a simulated node: as a program, and with the node in every kind of trouble. */
import { spawn } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Finding } from "../../../main/hosts/doctor/facts.ts";
import { judgeNodeFacts } from "../../../main/hosts/doctor/judge-node.ts";
import { gatherNode } from "../../../main/hosts/doctor/node-facts.ts";
import { systemClock } from "../../../main/hosts/system.ts";
import type { World } from "../../../sandbox/world.ts";
import { createWorldRig, type WorldRig } from "../../sandbox/support.ts";

const program = fileURLToPath(new URL("../../../main/hosts/doctor-cli.ts", import.meta.url));

let rig: WorldRig;
let world: World;
beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
});
afterEach(() => rig.remove());

const look = async (): Promise<readonly Finding[]> =>
  judgeNodeFacts(await gatherNode(rig.config(), systemClock));

const firstCode = async (): Promise<string | undefined> => (await look())[0]?.code;

const levels = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ level, code }) => `${level} ${code}`);

describe("the doctor asks the node", () => {
  it("and finds all in good order, with each macaroon of its kind", async () => {
    const findings = await look();
    expect(levels(findings)).toEqual([
      "good NODE_ANSWERS",
      "good LND_MACAROON_GOOD",
      "good LND_MACAROON_GOOD",
      "good LND_MACAROON_GOOD",
      "good LND_MACAROON_GOOD",
      "good LND_CERTIFICATE_GOOD",
    ]);
    expect(findings[0]?.what).toContain("channels: 1 active, inactive 0, 0 opening, closing 0.");
    expect(findings.map(({ about }) => about)).toEqual([
      `node at ${world.lnd.socket}`,
      "till macaroon",
      "books macaroon",
      "payout macaroon",
      "chain macaroon",
      "node's certificate",
    ]);
  });

  it("and tells what a closed channel means", async () => {
    world.lnd.closeChannel("by-force");
    const findings = await look();
    expect(levels(findings).slice(0, 3)).toEqual([
      "good NODE_ANSWERS",
      "wrong NODE_NO_CHANNEL",
      "look NODE_CHANNEL_CLOSING",
    ]);
  });

  it("and says why it has no answer", async () => {
    world.lnd.setFault("all", { kind: "error", code: 2, details: "wallet locked, unlock it" });
    expect(await firstCode()).toBe("LND_NOT_READY");
    world.lnd.setMacaroon(null);
    expect(await firstCode()).toBe("LND_UNAUTHORISED");
    world.lnd.stop();
    const findings = await look();
    expect(levels(findings)).toContain("wrong LND_UNREACHABLE");
    // What can be said without it is said.
    expect(levels(findings)).toContain("good LND_CERTIFICATE_GOOD");
  });

  it("and tells a macaroon of another kind, and none", async () => {
    const secrets = join(rig.dir, "secrets");
    copyFileSync(join(secrets, "lnd-payout.macaroon"), join(secrets, "lnd.macaroon"));
    expect((await look())[1]).toMatchObject({
      level: "look",
      code: "LND_MACAROON_TOO_STRONG",
      about: "till macaroon",
    });
    const config = rig.config();
    rmSync(join(secrets, "lnd.macaroon"));
    const facts = await gatherNode(config, systemClock);
    expect(levels(judgeNodeFacts(facts)).slice(0, 2)).toEqual([
      "wrong LND_FILES_UNREADABLE",
      "wrong LND_MACAROON_DENIED",
    ]);
  });
});

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
}

const doctor = async (...args: readonly string[]): Promise<Ended> => {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stdout = "";
  child.stdout.on("data", (data: Buffer) => {
    stdout += data.toString();
  });
  return new Promise((resolve) => {
    child.once("close", (status) => resolve({ status, stdout }));
  });
};

describe("the doctor's command", () => {
  it("has the node among its findings, and nothing of its secrets", async () => {
    const { stdout } = await doctor("--config", join(rig.dir, "terminal.json"));
    expect(stdout).toMatch(/^ok {4}node at localhost:\d+: "sandbox", /m);
    expect(stdout).toMatch(/^ok {4}till macaroon: .*\[LND_MACAROON_GOOD\]$/m);
    expect(stdout).not.toMatch(/0201036c6e64/);
  });

  it("ends with 1 when the node is down, and says what to do", async () => {
    world.lnd.stop();
    const { status, stdout } = await doctor("--config", join(rig.dir, "terminal.json"));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^WRONG node at .*\[LND_UNREACHABLE\]\n {8}Start LND/m);
  });
});
