/** The outbox of the journal in memory: rows in the order they were queued, ended or not. */
import { Failure } from "../../../main/domain/failure.ts";
import type { PayEffectKind, SwapId } from "../../../main/domain/swap.ts";
import type { FinishedRow, OutboxRow } from "../../../main/ports/journal.ts";
import { drop } from "../drop.ts";

/** A row and how it ended. */
export interface Queued {
  row: OutboxRow;
  finished: FinishedRow | null;
}

export interface MemoryOutbox {
  isEmpty(): boolean;
  add(row: OutboxRow): Queued;
  ownerOf(id: number): SwapId | undefined;
  /** Throws `JOURNAL_ROW_MISSING`. */
  finish(row: FinishedRow): void;
  supersede(rows: readonly Queued[], kinds: readonly PayEffectKind[]): void;
  /** Throws `JOURNAL_ROW_MISSING`. */
  reschedule(id: number, code: string): void;
  laneHeads(): readonly OutboxRow[];
  /** Every row, ended or not, in the order they were queued. */
  copy(): readonly Readonly<Queued>[];
}

/** An outbox that holds these rows. */
export const createMemoryOutbox = (kept: readonly Queued[] = []): MemoryOutbox => {
  const byId = new Map(kept.map((entry) => [entry.row.id, entry]));
  const open: Queued[] = kept.filter(({ finished }) => finished === null);
  let heads: readonly OutboxRow[] | null = null;

  const of = (id: number): Queued => {
    const entry = byId.get(id);
    if (entry === undefined) throw new Failure("JOURNAL_ROW_MISSING", `there is no row ${id}`);
    return entry;
  };

  const change = (entry: Queued, row: OutboxRow): void => {
    entry.row = row;
    heads = null;
  };

  const end = (entry: Queued, code: string | null): void => {
    entry.finished = { id: entry.row.id, code };
    drop(open, entry);
    heads = null;
  };

  const findHeads = (): readonly OutboxRow[] => {
    const found: OutboxRow[] = [];
    for (const { row } of open) {
      if (!found.some(({ lane }) => lane === row.lane)) found.push(row);
    }
    return found;
  };

  return {
    isEmpty: () => open.length === 0,
    add: (row) => {
      const entry: Queued = { row, finished: null };
      byId.set(row.id, entry);
      open.push(entry);
      heads = null;
      return entry;
    },
    ownerOf: (id) => byId.get(id)?.row.swapId,
    finish: ({ id, code }) => {
      const entry = of(id);
      if (entry.finished !== null) return;
      change(entry, { ...entry.row, attempts: entry.row.attempts + 1 });
      end(entry, code);
    },
    supersede: (rows, kinds) => {
      if (kinds.length === 0) return;
      for (const entry of rows) {
        if (entry.finished === null && kinds.includes(entry.row.effect.kind)) {
          end(entry, "SUPERSEDED");
        }
      }
    },
    reschedule: (id, code) => {
      const entry = of(id);
      if (entry.finished !== null) return;
      change(entry, { ...entry.row, attempts: entry.row.attempts + 1, lastCode: code });
    },
    laneHeads: () => (heads ??= findHeads()),
    copy: () => [...byId.values()].map((entry) => ({ ...entry })),
  };
};
