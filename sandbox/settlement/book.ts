import { appendFileSync, existsSync, readFileSync } from "node:fs";

import { Failure } from "../../main/domain/failure.ts";

/** One record as the back office keeps it. */
export interface KeptRecord {
  readonly terminal: string;
  readonly epoch: number;
  readonly seq: number;
  readonly stream: string;
  readonly kind: string;
  readonly sha256: string;
  readonly body: string;
  readonly atMs: number;
}

/** What the book says of a record that came in. */
export type Entry = "stored" | "duplicate" | "conflict";

/** Everything that was told, by terminal, epoch and number. */
export interface SettlementBook {
  /** Keep the record unless its number is taken: by itself, or by another. */
  enter(record: KeptRecord): Entry;
  /** In the order in which they came. */
  all(): readonly KeptRecord[];
}

const nameOf = ({ terminal, epoch, seq }: KeptRecord): string =>
  `${terminal}/${epoch.toString()}/${seq.toString()}`;

const readLines = (path: string): readonly KeptRecord[] => {
  if (!existsSync(path)) return [];
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as KeptRecord);
  } catch (error) {
    throw new Failure("SANDBOX_SETTLEMENT_DATA_UNREADABLE", `${path} is not a sink's book`, error);
  }
};

/**
 * A book that is kept in a file of one JSON line a record, or in memory when there is none. Throws
 * `SANDBOX_SETTLEMENT_DATA_UNREADABLE`.
 */
export const createSettlementBook = (path?: string): SettlementBook => {
  const kept = new Map<string, KeptRecord>();
  for (const record of path === undefined ? [] : readLines(path)) kept.set(nameOf(record), record);
  return {
    enter: (record) => {
      const before = kept.get(nameOf(record));
      if (before !== undefined) return before.sha256 === record.sha256 ? "duplicate" : "conflict";
      if (path !== undefined) appendFileSync(path, `${JSON.stringify(record)}\n`);
      kept.set(nameOf(record), record);
      return "stored";
    },
    all: () => [...kept.values()],
  };
};
