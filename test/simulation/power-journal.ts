/**
 * The journal as one stretch of power knows it. Power may go just before or just after any commit;
 * afterwards nothing is written or read any more, as if the program had stopped at that line.
 */
import type { Journal, StoredSwap } from "../../main/ports.ts";
import type { Around } from "./around.ts";
import type { MemoryJournal } from "./memory-journal.ts";
import { SITES } from "./sites.ts";
import type { Power } from "./wire.ts";

/** Commits that the power does not outlast, as a part of the world's share of faults. */
const CUT_SHARE = 0.15;

export const powerJournal = (durable: MemoryJournal, around: Around, power: Power): Journal => {
  const share = around.plan.faultShare * CUT_SHARE;

  const mayCut = (name: string, site: number): void => {
    if (power.isOn && around.draw(site) < share && around.strikes(name, site)) power.cut(name);
  };

  const write = (work: () => StoredSwap, ghost: () => StoredSwap): StoredSwap => {
    if (power.isOn) mayCut("crash before a commit", SITES.commitBefore);
    if (!power.isOn) return ghost();
    const stored = work();
    mayCut("crash after a commit", SITES.commitAfter);
    return stored;
  };

  return {
    openSwap: (first) =>
      write(
        () => {
          const stored = durable.openSwap(first);
          around.tell({ kind: "opened", stored });
          return stored;
        },
        () => ({ swap: first.swap, version: 1, epoch: 1, receiptNumber: 0, stateSinceMs: 0 }),
      ),
    commit: (step) =>
      write(
        () => {
          const before = durable.swap(step.swap.id);
          const after = durable.commit(step);
          if (before !== null) around.tell({ kind: "committed", before, after, step });
          return after;
        },
        () => ({
          swap: step.swap,
          version: step.expectedVersion + 1,
          epoch: 1,
          receiptNumber: 0,
          stateSinceMs: 0,
        }),
      ),
    reschedule: (row) => {
      if (power.isOn) durable.reschedule(row);
    },
    finishRow: (row) => {
      if (power.isOn) durable.finishRow(row);
    },
    swap: (id) => (power.isOn ? durable.swap(id) : null),
    openSwaps: () => (power.isOn ? durable.openSwaps() : []),
    history: (page) => (power.isOn ? durable.history(page) : []),
    turnover: (sinceMs) => (power.isOn ? durable.turnover(sinceMs) : []),
    newestTo: (account) => (power.isOn ? durable.newestTo(account) : null),
    eventsOf: (id) => durable.eventsOf(id),
    balances: () => durable.balances(),
    laneHeads: () => (power.isOn ? durable.laneHeads() : []),
    queuedRows: (id) => (power.isOn ? durable.queuedRows(id) : []),
    lastRow: (id, kind) => durable.lastRow(id, kind),
    preimage: (id) => durable.preimage(id),
  };
};
