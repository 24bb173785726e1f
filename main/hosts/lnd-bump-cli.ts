/**
 * `npm run -s lnd:bump -- --config CONFIG --txid TXID --max-fee SATS [--blocks N]`: has a refund that
 * waits on the chain confirmed sooner. An operator's decision, since it costs a fee of its own. The
 * terminal may run meanwhile: no second payment is made, and it sees the confirmation by itself.
 */
import { parseArgs } from "node:util";
import { loadConfig } from "../config/load.ts";
import { Failure, isFailure } from "../domain/failure.ts";
import { sat } from "../domain/money.ts";
import { composeChainSend } from "./compose/links.ts";
import { createPinoLog } from "./pino-log.ts";
import { systemClock, systemRandom } from "./system.ts";

const USAGE = `npm run -s lnd:bump -- --config CONFIG --txid TXID --max-fee SATS [--blocks N]
  --config   the terminal's configuration; it needs lnd.chainMacaroonFile
  --txid     the transaction, as the node's list of transactions names it
  --max-fee  most that the transaction which pulls it along may cost, in satoshi
  --blocks   within how many blocks it is to be confirmed; 6`;

const usage = (): Failure => new Failure("USAGE", USAGE);

const parse = (args: readonly string[]) => {
  try {
    const text = { type: "string" } as const;
    return parseArgs({
      args: [...args],
      options: {
        config: text,
        txid: text,
        "max-fee": text,
        blocks: { type: "string", default: "6" },
      },
    }).values;
  } catch {
    throw usage();
  }
};

const readArgs = (args: readonly string[]) => {
  const { config, txid = "", "max-fee": maxFee = "", blocks } = parse(args);
  if (config === undefined || !/^[0-9a-f]{64}$/.test(txid)) throw usage();
  if (!/^[1-9]\d{0,9}$/.test(maxFee) || !/^[1-9]\d{0,2}$/.test(blocks)) throw usage();
  return { config, txid, maxFeeSat: sat(BigInt(maxFee)), targetBlocks: Number(blocks) };
};

const REFUSALS: Readonly<Record<string, string>> = {
  CHAIN_TX_MISSING: "the node has no such transaction",
  CHAIN_NO_CHANGE: "it has no output of the node's own that could pull it along",
  CHAIN_FEE_CAP: "it would cost more than --max-fee; allow more, or more blocks",
};

const run = async (args: readonly string[]): Promise<string> => {
  const { config: path, ...order } = readArgs(args);
  const config = loadConfig(path);
  const log = createPinoLog("error", process.stderr);
  const chain = composeChainSend({ config, clock: systemClock, random: systemRandom, log });
  if (chain === null) {
    throw new Failure("SEND_CHAIN_OFF", "the configuration has no lnd.chainMacaroonFile");
  }
  try {
    const outcome = await chain.bumpFee(order);
    if (outcome.kind === "done") {
      return `the node pulls ${order.txid} along, or has it confirmed already; nothing is paid twice`;
    }
    throw outcome.kind === "refused"
      ? new Failure(outcome.code, REFUSALS[outcome.code] ?? "the node refuses")
      : new Failure(
          outcome.code,
          "the node gave no clear answer; ask again: what pulls it along spends one coin, once",
        );
  } finally {
    chain.close();
  }
};

try {
  process.stdout.write(`${await run(process.argv.slice(2))}\n`);
} catch (error) {
  if (!isFailure(error)) throw error;
  process.stderr.write(
    error.code === "USAGE" ? `${error.message}\n` : `${error.code}: ${error.message}\n`,
  );
  process.exitCode = error.code === "USAGE" ? 2 : 1;
}
