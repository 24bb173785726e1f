import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A test that names a fault in its title. */
export interface NamedTest {
  readonly fault: number;
  readonly file: string;
  readonly title: string;
}

const STRING = /"((?:[^"\\]|\\.)*)"|`([^`]*)`/g;
const NUMBERS = /\bF(\d{1,2})\b/g;
/** "F32: …", "… (F32)", "F24, F30: …"; not the name of a key alone. */
const TITLE = /^F\d{1,2}(?:, F\d{1,2})*:? |\(F\d{1,2}(?:, F\d{1,2})*\)/;

const inFile = (root: string, file: string): readonly NamedTest[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(STRING)]
    .map((match) => match[1] ?? match[2] ?? "")
    .filter((title) => TITLE.test(title) && !title.includes("\n"))
    .flatMap((title) =>
      [...title.matchAll(NUMBERS)].map((match) => ({ fault: Number(match[1]), file, title })),
    );

/** All tests under `root`/test that name a fault, by file; suites that several test files run are files of their own. */
export const namedTests = (root: string): readonly NamedTest[] =>
  globSync(["test/**/*.test.ts", "test/**/describe-*.ts"], { cwd: root })
    .filter((file) => !file.endsWith("reliability.test.ts"))
    .toSorted()
    .flatMap((file) => inFile(root, file));
