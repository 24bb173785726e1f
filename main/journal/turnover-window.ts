/**
 * What was taken lately, kept in memory with its sums: the limits of a day are judged three times a
 * payment, and on a busy evening to read or add up all rows would take longer than all the rest.
 */
import { countsForDay, type Taken, type TurnoverRow, turnoverOf } from "../domain/day-limits.ts";
import type { KnownAccount } from "../domain/stand-in.ts";
import type { SwapId } from "../domain/swap.ts";
import type { StoredSwap } from "../ports/journal.ts";

/** The rows of the table from an instant on, by swap: oldest first, and of one instant in the order of their numbers. */
export type ReadTurnover = (sinceMs: number) => ReadonlyMap<SwapId, TurnoverRow>;

export interface TurnoverWindow {
  /** Swaps created at or after this instant, oldest first. */
  since(sinceMs: number): readonly TurnoverRow[];
  /** What they come to, for an account and for all of its currency. */
  taken(sinceMs: number, account: KnownAccount): Taken;
  /** Called once a transaction is on the disk, never before. */
  apply(stored: StoredSwap): void;
}

/** Kept beyond what is asked for: in doubt about the time, the instant goes back and forth. */
const MARGIN_MS = 3_600_000;

const keyOf = ({ currency, memberId, accountId }: KnownAccount): string =>
  JSON.stringify([currency, memberId, accountId]);

/** Running sums of all that counts, by currency and by account. */
const createSums = () => {
  const sums = new Map<string, bigint>();
  const add = (key: string, minor: bigint): void => {
    const sum = (sums.get(key) ?? 0n) + minor;
    if (sum === 0n) sums.delete(key);
    else sums.set(key, sum);
  };
  const count = ({ account, minor, state }: TurnoverRow, sign: 1n | -1n): void => {
    if (!countsForDay(state)) return;
    add(account.currency, sign * minor);
    add(keyOf(account), sign * minor);
  };
  return {
    include: (row: TurnoverRow): void => count(row, 1n),
    exclude: (row: TurnoverRow): void => count(row, -1n),
    of: (account: KnownAccount): Taken => ({
      total: sums.get(account.currency) ?? 0n,
      ofAccount: sums.get(keyOf(account)) ?? 0n,
    }),
    clear: (): void => sums.clear(),
  };
};

/** Rows by time, and the sums of those from an instant on. */
const createRows = () => {
  const sums = createSums();
  const byTime: SwapId[] = [];
  const rows = new Map<SwapId, TurnoverRow>();
  /** What was created at or after this instant is in the sums: from `first` on in `byTime`. */
  let sinceMs = -Infinity;
  let first = 0;

  const rowAt = (index: number): TurnoverRow | undefined => {
    const id = byTime[index];
    return id === undefined ? undefined : rows.get(id);
  };

  /** Time goes on, so this passes each row about once. */
  const startAt = (atMs: number): void => {
    sinceMs = atMs;
    for (let row = rowAt(first); row !== undefined && row.createdAtMs < atMs; row = rowAt(first)) {
      sums.exclude(row);
      first += 1;
    }
    let older = rowAt(first - 1);
    while (older !== undefined && older.createdAtMs >= atMs) {
      sums.include(older);
      first -= 1;
      older = rowAt(first - 1);
    }
  };

  /** At the end, unless the clock was set back. */
  const insert = (id: SwapId, row: TurnoverRow): void => {
    const isLater = (index: number): boolean =>
      (rowAt(index)?.createdAtMs ?? -Infinity) > row.createdAtMs;
    let at = byTime.length;
    while (isLater(at - 1)) at -= 1;
    byTime.splice(at, 0, id);
    rows.set(id, row);
    if (row.createdAtMs >= sinceMs) sums.include(row);
    else first += 1;
  };

  const put = (id: SwapId, row: TurnoverRow): void => {
    const before = rows.get(id);
    if (before === undefined) return insert(id, row);
    rows.set(id, row);
    if (row.createdAtMs < sinceMs) return;
    sums.exclude(before);
    sums.include(row);
  };

  const forget = (beforeMs: number): void => {
    while (first > 0 && (rowAt(0)?.createdAtMs ?? Infinity) < beforeMs) {
      const id = byTime.shift();
      if (id !== undefined) rows.delete(id);
      first -= 1;
    }
  };

  return {
    startAt,
    put,
    forget,
    clear: (): void => {
      byTime.length = 0;
      rows.clear();
      sums.clear();
      first = 0;
    },
    summed: (): readonly TurnoverRow[] => byTime.slice(first).flatMap((id) => rows.get(id) ?? []),
    taken: (account: KnownAccount): Taken => sums.of(account),
  };
};

/** A window over the table. It reads once, and again only when it is asked for what is older. */
export const createTurnoverWindow = (read: ReadTurnover): TurnoverWindow => {
  const rows = createRows();
  /** All that was created at or after this instant is in `rows`. */
  let coveredFromMs = Infinity;

  const cover = (fromMs: number): void => {
    rows.clear();
    for (const [id, row] of read(fromMs)) rows.put(id, row);
    coveredFromMs = fromMs;
  };

  const lookAt = (sinceMs: number): void => {
    const fromMs = sinceMs - MARGIN_MS;
    if (sinceMs < coveredFromMs) cover(fromMs);
    rows.startAt(sinceMs);
    rows.forget(fromMs);
    coveredFromMs = Math.max(coveredFromMs, fromMs);
  };

  return {
    since: (sinceMs) => {
      lookAt(sinceMs);
      return rows.summed();
    },
    taken: (sinceMs, account) => {
      lookAt(sinceMs);
      return rows.taken(account);
    },
    apply: ({ swap }) => {
      if (swap.createdAtMs >= coveredFromMs) rows.put(swap.id, turnoverOf(swap));
    },
  };
};
