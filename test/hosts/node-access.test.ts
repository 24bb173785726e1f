import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseConfig } from "../../main/config/load.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import { checkNodeAccess } from "../../main/hosts/node-access.ts";
import { createMemoryLog } from "../adapters/lnd/network.ts";
import { type ConfigRig, createConfigRig, example } from "../config/rig.ts";

/** One with `macaroon:generate`, as the administrator's, put together by hand. */
const ADMIN = Buffer.from(
  "0201036c6e640222030a01091201301a190a086d616361726f6f6e120867656e6572617465120378797a000006200707070707070707070707070707070707070707070707070707070707070707",
  "hex",
);

let rig: ConfigRig;
beforeEach(() => {
  rig = createConfigRig();
});
afterEach(() => rig.close());

const configWith = (macaroon: Buffer) => {
  const config = parseConfig(example(), rig.folder);
  const path = join(rig.folder, "secrets", "lnd.macaroon");
  writeFileSync(path, macaroon);
  chmodSync(path, 0o600);
  return config;
};

describe("a terminal with the administrator's macaroon", () => {
  it("says in words what is too much, and never the macaroon", () => {
    const config = configWith(ADMIN);
    const log = createMemoryLog();
    expect(() => checkNodeAccess({ ...config, mode: "live" }, log)).toThrow(
      expect.objectContaining({
        code: "LND_MACAROON_TOO_STRONG",
        message: expect.stringContaining("macaroon:generate, macaroon:xyz") as string,
      }),
    );
    checkNodeAccess(config, log);
    expect(log.lines.join()).toContain("LND_MACAROON_TOO_STRONG");
    expect(log.lines.join()).not.toContain(ADMIN.toString("hex").slice(8, 24));
  });

  it("starts nothing but screens that say so where money is real", async () => {
    const log = createMemoryLog();
    const terminal = await composeTerminal({ ...configWith(ADMIN), mode: "live" }, log);
    expect(JSON.stringify(terminal.core.snapshot("cashier"))).toContain("LND_MACAROON_TOO_STRONG");
    expect(log.lines.join()).toContain("safe mode");
    await terminal.close();
  });

  it("does not start where money is real with a file that is no macaroon", () => {
    const config = configWith(Buffer.from("content"));
    expect(() => checkNodeAccess({ ...config, mode: "live" }, createMemoryLog())).toThrow(
      expect.objectContaining({ code: "LND_MACAROON_UNREADABLE" }),
    );
  });
});
