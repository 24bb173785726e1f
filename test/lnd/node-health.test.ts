/** How a real node tells that it is well, that its peer is away, and nothing: the doctor over it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../main/config/load.ts";
import type { Config } from "../../main/config/schema.ts";
import type { Finding } from "../../main/hosts/doctor/facts.ts";
import { judgeNodeFacts } from "../../main/hosts/doctor/judge-node.ts";
import { gatherNode } from "../../main/hosts/doctor/node-facts.ts";
import { systemClock } from "../../main/hosts/system.ts";
import { createConfigRig, example } from "../config/rig.ts";
import { until } from "./harness/daemons.ts";
import { BOOKS_CALLS, TILL_CALLS } from "./harness/macaroons.ts";
import { type Simnet, startSimnet } from "./harness/simnet.ts";

const files = createConfigRig();
let simnet: Simnet;
let config: Config;

beforeAll(async () => {
  simnet = await startSimnet();
  const { payee } = simnet;
  const access = await payee.access(TILL_CALLS);
  const secret = (name: string, hex: string): string => {
    const path = join(files.folder, "secrets", name);
    writeFileSync(path, Buffer.from(hex, "hex"), { mode: 0o600 });
    return path;
  };
  const pem = join(files.folder, "node.pem");
  writeFileSync(pem, access.tlsCertificate);
  const raw = example();
  const lnd = {
    ...(raw["lnd"] as object),
    socket: access.socket,
    tlsCertificateFile: pem,
    macaroonFile: secret("till.macaroon", access.macaroonHex),
    booksMacaroonFile: secret("books.macaroon", await payee.bake(BOOKS_CALLS)),
    deadlineMs: 5_000,
  };
  const path = join(files.folder, "config.json");
  writeFileSync(path, JSON.stringify({ ...raw, lnd }));
  config = loadConfig(path);
}, 120_000);

afterAll(async () => {
  await simnet.close();
  files.close();
});

const look = async (): Promise<readonly Finding[]> =>
  judgeNodeFacts(await gatherNode(config, systemClock));

const whenFound = async (codes: readonly string[]): Promise<readonly Finding[]> =>
  until(`the doctor finds ${codes.join(", ")}`, async () => {
    const findings = await look();
    return codes.every((code) => findings.some((one) => one.code === code)) ? findings : null;
  });

describe("the doctor over a real LND", { timeout: 120_000 }, () => {
  it("finds it well, its channel, its closes and both macaroons", async () => {
    const findings = await until("all is good", async () => {
      const found = await look();
      return found.every(({ level }) => level === "good") ? found : null;
    });
    expect(findings.map(({ code }) => code)).toEqual([
      "NODE_ANSWERS",
      "LND_MACAROON_GOOD",
      "LND_MACAROON_GOOD",
      "LND_CERTIFICATE_GOOD",
    ]);
    expect(findings[0]?.what).toMatch(/LND 0\.21\.3-beta\. It gives a held payment back 18 blocks/);
    expect(findings[0]?.what).toContain("channels: 1 active, inactive 0, 0 opening, closing 0.");
  });

  it("tells that the peer is away", async () => {
    await simnet.payer.stop();
    const findings = await whenFound(["NODE_NO_CHANNEL", "NODE_CHANNELS_INACTIVE"]);
    expect(findings[0]?.what).toContain("channels: 0 active, inactive 1, 0 opening");
  });

  it("tells that it is down", async () => {
    await simnet.payee.stop();
    expect((await look())[0]).toMatchObject({ level: "wrong", code: "LND_UNREACHABLE" });
  });
});
