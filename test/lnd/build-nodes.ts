/** Runs once before the tests: builds the nodes, or ends in words where there is no Go. */
import { prepareBinaries } from "./harness/binaries.ts";

export const setup = async (): Promise<void> => {
  await prepareBinaries((line) => void process.stdout.write(`${line}\n`));
};
