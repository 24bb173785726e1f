import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

import { Failure } from "../../main/domain/failure.ts";
import type { Account, BookChange, BookData, Credit, Payout } from "./book.ts";

/** Keeps a book over restarts. */
export interface BookFile {
  /** All that was kept, as changes to a book in which nothing has happened. */
  read(): readonly BookChange[];
  /** Add changes; a kill leaves whole ones only. */
  append(changes: readonly BookChange[]): void;
}

/** For a rail that forgets everything when it ends. */
export const memoryFile: BookFile = { read: () => [], append: () => undefined };

/** A book as one value of JSON, as it is in files that were written whole. */
interface WholeBook {
  readonly accounts?: Readonly<Record<string, Account>>;
  readonly payouts?: Readonly<Record<string, Payout>>;
  readonly credits?: readonly Credit[];
  readonly funded?: BookData["funded"];
}

const fromWhole = (book: WholeBook): readonly BookChange[] => [
  ...Object.values(book.accounts ?? {}).map((account) => ({ account })),
  ...(book.credits ?? []).map((credit) => ({ credit })),
  ...Object.values(book.payouts ?? {}).map((payout) => ({ payout })),
  ...(book.funded === undefined ? [] : [{ funded: book.funded }]),
];

const toLines = (changes: readonly BookChange[]): string =>
  changes.map((change) => `${JSON.stringify(change)}\n`).join("");

const isWhole = (value: WholeBook | BookChange): value is WholeBook => "payouts" in value;

const parse = (text: string): readonly BookChange[] => {
  if (!text.includes("\n")) return fromWhole(JSON.parse(text) as WholeBook);
  // The last line is empty, or torn: whoever wrote it was killed before it was whole.
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as WholeBook | BookChange)
    .flatMap((value) => (isWhole(value) ? fromWhole(value) : [value]));
};

const read = (path: string): readonly BookChange[] => {
  if (!existsSync(path)) return [];
  try {
    return parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Failure("SANDBOX_RAIL_DATA_UNREADABLE", `${path} is not a rail's book`, error);
  }
};

/** A book in a file with a line of JSON for each change. Throws `SANDBOX_RAIL_DATA_UNREADABLE`. */
export const createBookFile = (path: string): BookFile => ({
  read: () => {
    const changes = read(path);
    // Without the torn line, so that the next one begins on its own.
    const next = `${path}.next`;
    writeFileSync(next, toLines(changes), { mode: 0o600 });
    renameSync(next, path);
    return changes;
  },
  append: (changes) => {
    if (changes.length > 0) appendFileSync(path, toLines(changes));
  },
});
