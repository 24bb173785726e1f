/**
 * The journal as one stretch of power knows it. Power may go just before or just after any write;
 * afterwards nothing is written or read any more, as if the program had stopped at that line. A
 * full disk takes nothing but what the reserve has room for.
 */
import type { GroupWrite, Journal, StoredSwap, WriteResult } from "../../../main/ports/journal.ts";
import type { RecordStore } from "../../../main/ports/settlement.ts";
import type { Around } from "../around.ts";
import type { SimDisk } from "../outside/sim-disk.ts";
import type { Power } from "../outside/wire.ts";
import { SITES } from "../plan/sites.ts";
import type { MemoryJournal } from "./memory-journal.ts";

/** Commits that the power does not outlast, as a part of the world's share of faults. */
const CUT_SHARE = 0.15;

export interface PowerJournal extends Journal {
  readonly records: RecordStore;
}

export interface PowerJournalOptions {
  readonly durable: MemoryJournal;
  readonly around: Around;
  readonly disk: SimDisk;
  readonly power: Power;
}

type Write = <T>(work: () => T, ghost: () => T, mayUseReserve?: boolean) => T;

const createWrite = ({ around, disk, power }: PowerJournalOptions): Write => {
  const share = around.plan.faultShare * CUT_SHARE;
  const mayCut = (name: string, site: number): void => {
    if (power.isOn && around.draw(site) < share && around.strikes(name, site)) power.cut(name);
  };
  return (work, ghost, mayUseReserve = true) => {
    mayCut("crash before a commit", SITES.commitBefore);
    if (!power.isOn) return ghost();
    disk.take(mayUseReserve);
    const written = work();
    mayCut("crash after a commit", SITES.commitAfter);
    return written;
  };
};

const ghostOf = (swap: StoredSwap["swap"], version: number): StoredSwap => ({
  swap,
  version,
  epoch: 1,
  receiptNumber: 0,
  stateSinceMs: 0,
});

const nothing = (): void => undefined;

const ghostOfWrite = (write: GroupWrite): WriteResult => {
  const stored =
    write.kind === "step" ? ghostOf(write.step.swap, write.step.expectedVersion + 1) : null;
  return { kind: "written", stored };
};

const createWriteAll = ({ durable, around, disk, power }: PowerJournalOptions, write: Write) => {
  const tell = (one: GroupWrite, before: StoredSwap | null, result: WriteResult | undefined) => {
    if (one.kind !== "step" || before === null || result?.kind !== "written") return;
    const { step } = one;
    if (result.stored !== null) {
      around.tell({ kind: "committed", before, after: result.stored, step });
    }
  };
  const writeDurably = (group: readonly GroupWrite[]): readonly WriteResult[] => {
    const before = group.map((one) =>
      one.kind === "step" ? durable.swap(one.step.swap.id) : null,
    );
    const results = durable.writeAll(group);
    for (const [index, one] of group.entries()) tell(one, before[index] ?? null, results[index]);
    return results;
  };
  return (group: readonly GroupWrite[]): readonly WriteResult[] => {
    const ghosts = (): readonly WriteResult[] => group.map(ghostOfWrite);
    if (group.some(({ kind }) => kind === "step")) return write(() => writeDurably(group), ghosts);
    // Rows fail all the time: a cut there is no different from one just after.
    if (!power.isOn) return ghosts();
    disk.take(true);
    return durable.writeAll(group);
  };
};

const createRecords = ({ durable, power }: PowerJournalOptions, write: Write): RecordStore => {
  const { records } = durable;
  return {
    terminalId: records.terminalId,
    due: (limit) => (power.isOn ? records.due(limit) : []),
    parked: (limit) => (power.isOn ? records.parked(limit) : []),
    summary: () => records.summary(),
    // The reserve is for payments: what waits for the back office has time.
    conclude: (ends) => write(() => records.conclude(ends), nothing, false),
    unpark: (id) =>
      write(
        () => records.unpark(id),
        () => false,
        false,
      ),
  };
};

export const createPowerJournal = (options: PowerJournalOptions): PowerJournal => {
  const { durable, around, power } = options;
  const write = createWrite(options);
  return {
    openSwap: (first) =>
      write(
        () => {
          const stored = durable.openSwap(first);
          around.tell({ kind: "opened", stored });
          return stored;
        },
        () => ghostOf(first.swap, 1),
        false,
      ),
    writeAll: createWriteAll(options, write),
    records: createRecords(options, write),
    swap: (id) => (power.isOn ? durable.swap(id) : null),
    openSwaps: () => (power.isOn ? durable.openSwaps() : []),
    history: (page) => (power.isOn ? durable.history(page) : []),
    turnover: (sinceMs) => (power.isOn ? durable.turnover(sinceMs) : []),
    taken: (sinceMs, account) =>
      power.isOn ? durable.taken(sinceMs, account) : { total: 0n, ofAccount: 0n },
    newestTo: (account) => (power.isOn ? durable.newestTo(account) : null),
    eventsOf: (id) => durable.eventsOf(id),
    balances: () => durable.balances(),
    laneHeads: () => (power.isOn ? durable.laneHeads() : []),
    queuedRows: (id) => (power.isOn ? durable.queuedRows(id) : []),
    lastRow: (id, kind) => durable.lastRow(id, kind),
    sendOf: (hash) => durable.sendOf(hash),
    preimage: (id) => durable.preimage(id),
  };
};
