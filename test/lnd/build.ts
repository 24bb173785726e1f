/**
 * `npm run lnd:build`: builds the nodes that the tests and `npm start -- --lnd test/lnd` run. With
 * `--check` it builds nothing: it says what is missing, and ends with 1.
 */
import { parseArgs } from "node:util";
import { isFailure } from "../../main/domain/failure.ts";
import { findBinaries, prepareBinaries } from "./harness/binaries.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const { lnd } = values.check ? findBinaries() : await prepareBinaries(say);
  say(`Built: ${lnd}`);
} catch (error) {
  if (!isFailure(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
