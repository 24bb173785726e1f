// `npm run lnd:bump`, as a program over the sandbox's node.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sat } from "../../main/domain/money.ts";
import { composeChainSend } from "../../main/hosts/compose/links.ts";
import { systemClock, systemRandom } from "../../main/hosts/system.ts";
import type { SignedTransaction } from "../../main/ports/chain-send.ts";
import type { World } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

const CLI = new URL("../../main/hosts/lnd-bump-cli.ts", import.meta.url).pathname;
const ADDRESS = "bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202";

let rig: WorldRig;
let world: World;

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
});
afterEach(() => rig.remove());

const bump = async (args: readonly string[]) => {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { out, err, code };
};

/** A transaction of the node's for which no miner would take the fee. */
const stuck = async (): Promise<SignedTransaction> => {
  world.lnd.fundChain(1_000_000n);
  world.lnd.mine(1);
  const chain = composeChainSend({
    config: rig.config(),
    clock: systemClock,
    random: systemRandom,
    log: createFakeLog(),
  });
  const label = "satriel refund P-1";
  const order = { address: ADDRESS, amountSat: sat(60_000n), targetBlocks: 6, label };
  const prepared = await chain?.prepareTransaction({ ...order, maxFeeSat: sat(5_000n) });
  if (prepared?.kind !== "done") throw new Error("not prepared");
  expect(await chain?.publishTransaction({ ...prepared.value, label })).toMatchObject({
    kind: "done",
  });
  chain?.close();
  world.lnd.setFeeRate(20);
  world.lnd.mine(1);
  return prepared.value;
};

const heightOf = (txid: string): number | null | undefined =>
  world.lnd.chainWallet().transactions.find((tx) => tx.txid === txid)?.height;

it("has a transaction that waits confirmed with a child, within what that may cost", async () => {
  const { txid } = await stuck();
  expect(heightOf(txid)).toBeNull();
  const args = ["--config", world.terminalConfigPath, "--txid", txid];
  expect(await bump([...args, "--max-fee", "1"])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^CHAIN_FEE_CAP: /) as string,
  });
  const { code, out, err } = await bump([...args, "--max-fee", "8000", "--blocks", "2"]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain(txid);
  world.lnd.mine(1);
  expect(heightOf(txid)).toBe(world.lnd.height());
  expect(world.lnd.chainWallet().transactions).toHaveLength(2);
});

it.each([
  ["another transaction", ["--txid", "ab".repeat(32), "--max-fee", "8000"], 1, "CHAIN_TX_MISSING"],
  ["no transaction", ["--txid", "nonsense", "--max-fee", "8000"], 2, "npm run -s lnd:bump"],
  ["a fee that is no number", ["--txid", "ab".repeat(32), "--max-fee", "-1"], 2, "--max-fee"],
] as const)("refuses %s in words", async (_what, args, code, words) => {
  const ran = await bump(["--config", world.terminalConfigPath, ...args]);
  expect(ran.code).toBe(code);
  expect(ran.err).toContain(words);
  expect(ran.out).toBe("");
});
