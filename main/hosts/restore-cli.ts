/**
 * Puts a backup in the place of a terminal's journal:
 * `npm run -s restore -- --from BACKUP --config CONFIG [--epoch N]`. The terminal must have ended.
 */
import { parseArgs } from "node:util";
import { loadConfig } from "../config/load.ts";
import { Failure, isFailure } from "../domain/failure.ts";
import { type Restored, restoreJournal } from "../journal/restore.ts";
import { journalPath, stampOf } from "./compose/journal.ts";
import { systemClock, systemRandom } from "./system.ts";

const USAGE = "npm run -s restore -- --from BACKUP --config CONFIG [--epoch N]";

const usage = (): Failure => new Failure("USAGE", USAGE);

const readArgs = (args: readonly string[]) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: "string" },
      config: { type: "string" },
      epoch: { type: "string" },
    },
  });
  const { from, config, epoch } = values;
  if (from === undefined || config === undefined) throw usage();
  if (epoch !== undefined && !/^[1-9]\d{0,8}$/.test(epoch)) throw usage();
  return { from, config, epoch };
};

const lines = ({ epoch, keptAside, openSwaps, newestAtMs }: Restored): readonly string[] => [
  `restored; the journal is now of epoch ${epoch}, and new receipts read ${epoch}-…`,
  newestAtMs === null
    ? "the backup holds no payment"
    : `it ends at ${new Date(newestAtMs).toISOString()}: payments after that are not in it`,
  `open payments in it: ${openSwaps}; the terminal asks node and bank about each before it goes on`,
  ...(keptAside === null ? [] : [`the replaced journal is kept as ${keptAside}`]),
];

const run = (args: readonly string[]): readonly string[] => {
  const { from, config: configPath, epoch } = readArgs(args);
  const config = loadConfig(configPath);
  return lines(
    restoreJournal({
      from,
      path: journalPath(config),
      keyFile: config.keyFile,
      terminalId: config.terminal.name,
      clock: systemClock,
      random: systemRandom,
      stamp: stampOf(systemClock.nowMs()),
      ...(epoch === undefined ? {} : { leastEpoch: Number(epoch) }),
    }),
  );
};

try {
  for (const line of run(process.argv.slice(2))) process.stdout.write(`${line}\n`);
} catch (error) {
  if (!isFailure(error)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 1;
}
