import { once } from "node:events";
import { mintKhqr } from "../domain/emv/mint.ts";
import { Failure, isFailure } from "../domain/failure.ts";
import { HELP } from "./khqr/help.ts";
import { readLines, type Line } from "./khqr/lines.ts";
import { toMintFields } from "./khqr/mint-args.ts";
import { readFlags, readJsonFields } from "./khqr/mint-input.ts";
import { judgeLine } from "./khqr/verdict.ts";

const nowMs = (): number => Date.now();

/** A reader that closes the pipe (`head`) has had enough: that ends the work and is no fault. */
const stopWhenNobodyReads = (): void => {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 1);
  });
};

const write = async (text: string): Promise<void> => {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
};

/** Lines answered before they are written: keeps one chunk of tiny lines from one huge string. */
const BATCH = 512;

const answer = async (lines: readonly Line[]): Promise<void> => {
  for (let start = 0; start < lines.length; start += BATCH) {
    const batch = lines.slice(start, start + BATCH);
    await write(batch.map((line) => `${JSON.stringify(judgeLine(line, nowMs))}\n`).join(""));
  }
};

const read = async (): Promise<void> => {
  for await (const lines of readLines(process.stdin)) await answer(lines);
};

const readAll = async (): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString("utf8");
};

const mint = async (flags: readonly string[]): Promise<void> => {
  const input = flags.length > 0 ? readFlags(flags) : readJsonFields(await readAll());
  await write(`${mintKhqr(toMintFields(input, nowMs)).payload}\n`);
};

const run = async (args: readonly string[]): Promise<void> => {
  const [command, ...rest] = args;
  if (args.includes("--help") || args.includes("-h")) await write(HELP);
  else if (command === undefined) await read();
  else if (command === "mint") await mint(rest);
  else throw new Failure("USAGE_INVALID", `no such command: ${command}; see --help`);
};

stopWhenNobodyReads();
try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!isFailure(error)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 1;
}
