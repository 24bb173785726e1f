/**
 * What every step reads, kept in memory: the open swaps, those that ended last, and the rows that
 * wait. One process alone writes the file, so what was committed last is what stands there; a test
 * holds it to the tables.
 */
import { isFinal } from "../domain/swap.ts";
import type { SwapId } from "../domain/swap.ts";
import type { OutboxRow, StoredSwap } from "../ports/journal.ts";

/** What one transaction changed. */
export interface Change {
  readonly swap?: StoredSwap;
  /** Rows that ended, by id. */
  readonly ended?: readonly number[];
  /** New rows, and rows that were tried. */
  readonly rows?: readonly OutboxRow[];
}

/** Open swaps and waiting rows, as the last transaction left them. */
export interface WorkingSet {
  /** Null when the swap is neither open nor among the last that ended; the table may know it. */
  swap(id: SwapId): StoredSwap | null;
  /** Oldest first. */
  openSwaps(): readonly StoredSwap[];
  /** Null when the row does not wait. */
  row(id: number): OutboxRow | null;
  /** In the order they were queued. */
  queued(id: SwapId): readonly OutboxRow[];
  /** The first row of each lane, in the order they were queued. */
  laneHeads(): readonly OutboxRow[];
  /** In the order they were queued. */
  waitingRows(page: {
    readonly after: number | null;
    readonly limit: number;
  }): readonly OutboxRow[];
  waitingCount(): number;
  /** Called once a transaction is on the disk, never before. */
  apply(change: Change): void;
}

const byId = (left: OutboxRow, right: OutboxRow): number => left.id - right.id;

/** Rows under some key; within a key in the order they came. */
const createShelves = <K>() => {
  const shelves = new Map<K, Map<number, OutboxRow>>();
  return {
    firsts: (): readonly OutboxRow[] => {
      const firsts: OutboxRow[] = [];
      for (const shelf of shelves.values()) {
        const first = shelf.values().next();
        if (first.done !== true) firsts.push(first.value);
      }
      return firsts;
    },
    of: (key: K): readonly OutboxRow[] => [...(shelves.get(key)?.values() ?? [])],
    put(key: K, row: OutboxRow): void {
      const shelf = shelves.get(key);
      if (shelf === undefined) shelves.set(key, new Map([[row.id, row]]));
      else shelf.set(row.id, row);
    },
    take(key: K, id: number): void {
      const shelf = shelves.get(key);
      if (shelf?.delete(id) === true && shelf.size === 0) shelves.delete(key);
    },
  };
};

/** Of a swap that has just ended the receipt and the last answers are still to come. */
const MOST_ENDED = 16;

/** The swaps that ended last. */
const createRecent = () => {
  const swaps = new Map<SwapId, StoredSwap>();
  return {
    get: (id: SwapId): StoredSwap | null => swaps.get(id) ?? null,
    put(stored: StoredSwap): void {
      swaps.delete(stored.swap.id);
      swaps.set(stored.swap.id, stored);
      const oldest = swaps.keys().next();
      if (swaps.size > MOST_ENDED && oldest.done !== true) swaps.delete(oldest.value);
    },
  };
};

/** The working set of a journal that holds these, each oldest first. */
export const createWorkingSet = (
  swaps: readonly StoredSwap[],
  waiting: readonly OutboxRow[],
): WorkingSet => {
  const open = new Map(swaps.map((stored) => [stored.swap.id, stored]));
  const ended = createRecent();
  const rows = new Map<number, OutboxRow>();
  const lanes = createShelves<string>();
  const bySwap = createShelves<SwapId>();

  /** Asked for far more often than they change; null: not found yet. */
  let heads: readonly OutboxRow[] | null = null;

  const put = (row: OutboxRow): void => {
    heads = null;
    rows.set(row.id, row);
    lanes.put(row.lane, row);
    bySwap.put(row.swapId, row);
  };
  const take = (id: number): void => {
    const row = rows.get(id);
    if (row === undefined) return;
    heads = null;
    rows.delete(id);
    lanes.take(row.lane, id);
    bySwap.take(row.swapId, id);
  };
  const putSwap = (stored: StoredSwap): void => {
    const { id } = stored.swap;
    if (isFinal(stored.swap)) {
      open.delete(id);
      ended.put(stored);
    } else open.set(id, stored);
  };
  for (const row of waiting) put(row);

  return {
    swap: (id) => open.get(id) ?? ended.get(id),
    openSwaps: () => [...open.values()],
    row: (id) => rows.get(id) ?? null,
    queued: (id) => bySwap.of(id),
    laneHeads: () => (heads ??= lanes.firsts().toSorted(byId)),
    waitingRows: ({ after, limit }) =>
      [...rows.values()]
        .filter(({ id }) => id > (after ?? 0))
        .toSorted(byId)
        .slice(0, limit),
    waitingCount: () => rows.size,
    apply({ swap, ended: endedRows = [], rows: changed = [] }) {
      if (swap !== undefined) putSwap(swap);
      for (const id of endedRows) take(id);
      for (const row of changed) put(row);
    },
  };
};
