/** What is told to the back office, when there is one. */
import type { Loop } from "../../app/engine/loop.ts";
import type { Health } from "../../app/health/health.ts";
import { createRecordSync, type RecordSync } from "../../app/records/record-sync.ts";
import type { Timers } from "../../app/time/timers.ts";
import type { RecordStore, SettlementSink } from "../../ports/settlement.ts";
import { composeSink, type LinkParts } from "./links.ts";

export interface SyncParts extends LinkParts {
  readonly records: RecordStore;
  readonly health: Health;
  readonly loop: Loop;
  readonly timers: Timers;
  readonly onActivity: () => void;
  readonly around: (sink: SettlementSink) => SettlementSink;
}

/** The sync, started; `sync` is null when no back office is configured. */
export interface ComposedSync {
  readonly sync: RecordSync | null;
  close(): Promise<void>;
}

const observed = (sink: SettlementSink, health: Health): SettlementSink => ({
  deliver: async (batch) => health.observe("backOffice", async () => sink.deliver(batch)),
});

/** Begin to deliver what is owed, and again after every commit. */
export const composeSync = (parts: SyncParts): ComposedSync => {
  const composed = composeSink(parts);
  if (composed === null) return { sync: null, close: async () => Promise.resolve() };
  const sync = createRecordSync({
    ...parts,
    sink: observed(parts.around(composed.sink), parts.health),
  });
  parts.loop.onCommit(() => sync.wake());
  sync.wake();
  return {
    sync,
    close: async () => {
      // The connections go first: a delivery under way ends at once, and its records stay queued.
      composed.http.close();
      await sync.stop();
    },
  };
};
