/** In some worlds the journal is lost after something was owed, and a backup of before takes its place. */
import type { Restore } from "../../../main/app/recovery/restored.ts";
import type { Around } from "../around.ts";
import type { FactOf } from "../facts.ts";
import type { MemoryJournal } from "./memory-journal.ts";

export interface Backups {
  hear(fact: FactOf<"committed">): void;
  /** A backup is still to be put back. */
  isDue(): boolean;
  /** Null: there was none. */
  last(): Restore | null;
}

export interface BackupsOptions {
  readonly around: Around;
  readonly journal: MemoryJournal;
  readonly wallMs: () => number;
  /** Nothing runs over a journal that is replaced. */
  readonly cutPower: () => void;
}

/** Null in a world whose journal is never lost. */
export const createBackups = (options: BackupsOptions): Backups | null => {
  const { around, journal, wallMs, cutPower } = options;
  const plan = around.plan.refunds?.restore ?? null;
  if (plan === null) return null;
  let restore: Restore | null = null;
  let isBegun = false;
  let isDue = false;

  const putBack = (backup: ReturnType<MemoryJournal["backUp"]>): void => {
    isDue = false;
    if (around.isHealed()) return;
    cutPower();
    journal.restore(backup);
    restore = { epoch: journal.epoch(), restoredAtMs: wallMs() };
    around.happened("journal: a backup in its place");
    around.tell({ kind: "restored", epoch: restore.epoch });
  };

  const backUp = (): void => {
    const backup = journal.backUp();
    around.tell({ kind: "backed-up" });
    around.schedule.after(plan.restoreAfterMs, () => putBack(backup));
  };

  return {
    hear: ({ after }) => {
      if (isBegun || after.swap.kind !== "owed") return;
      isBegun = true;
      isDue = true;
      around.schedule.after(plan.backupAfterMs, backUp);
    },
    isDue: () => isDue,
    last: () => restore,
  };
};
