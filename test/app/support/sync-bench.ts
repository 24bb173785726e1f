/** Record syncs over a real journal and a back office in memory, driven by hand. */
import { createRecordSync, type RecordSync } from "../../../main/app/records/record-sync.ts";
import { Failure } from "../../../main/domain/failure.ts";
import { done, type Outcome } from "../../../main/domain/outcome.ts";
import type { SqliteJournal } from "../../../main/journal/journal.ts";
import type {
  NewRecord,
  RecordBatch,
  RecordStore,
  RecordVerdict,
} from "../../../main/ports/settlement.ts";
import { makeCommit, makeOpening } from "../../journal/support.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { createManualClock, type ManualClock } from "../../support/manual-clock.ts";
import { createSeededRandom } from "../../support/seeded-random.ts";
import { openTempJournal } from "./temp-journal.ts";

export const recordOf = (stream: string, kind = "bitcoin-claimed", text = ""): NewRecord => ({
  stream,
  kind,
  body: JSON.stringify({ kind, stream, text }),
});

/** Keeps what it is told by number, and says what a real one would. */
export interface FakeOffice {
  readonly batches: RecordBatch[];
  readonly kept: Map<string, string>;
  /** Answers the next deliveries instead; `stores`: after having kept what came. */
  readonly next: { readonly outcome: Outcome<never>; readonly stores?: boolean }[];
  isPoison: (kind: string) => boolean;
  deliver(batch: RecordBatch): Promise<Outcome<readonly RecordVerdict[]>>;
}

export const createFakeOffice = (): FakeOffice => {
  const office: FakeOffice = {
    batches: [],
    kept: new Map(),
    next: [],
    isPoison: () => false,
    deliver: async (batch) => {
      office.batches.push(batch);
      const scripted = office.next.shift();
      if (scripted !== undefined && scripted.stores !== true) {
        return Promise.resolve(scripted.outcome);
      }
      const verdicts = batch.records.map((record): RecordVerdict => {
        const { epoch, seq, kind, body } = record;
        const id = { epoch, seq };
        if (office.isPoison(kind)) return { id, kind: "invalid", code: "KIND_UNKNOWN" };
        const name = `${batch.terminalId}/${epoch}/${seq}`;
        const before = office.kept.get(name);
        if (before !== undefined && before !== body) return { id, kind: "conflict", code: null };
        office.kept.set(name, body);
        return { id, kind: "taken", code: null };
      });
      return Promise.resolve(scripted?.outcome ?? done(verdicts));
    },
  };
  return office;
};

export interface SyncBench {
  readonly time: ManualClock;
  readonly journal: SqliteJournal;
  readonly log: ReturnType<typeof createFakeLog>;
  /** What a test may turn: no write finds room. */
  readonly disk: { isFull: boolean };
  readonly sync: RecordSync;
  /** Queue these, each group with a commit of its own. */
  readonly owe: (...groups: readonly (readonly NewRecord[])[]) => void;
  readonly build: () => RecordSync;
}

let swaps = 0;

export const createSyncBench = (
  office: FakeOffice,
  options: { readonly time?: ManualClock; readonly seed?: string; readonly name?: string } = {},
): SyncBench => {
  const time = options.time ?? createManualClock();
  const journal = openTempJournal(time.clock).current();
  const log = createFakeLog();
  const random = createSeededRandom(options.seed ?? "sync");
  const disk = { isFull: false };
  const records: RecordStore = {
    ...journal.records,
    conclude: (ends) => {
      if (disk.isFull) throw new Failure("JOURNAL_DISK_FULL", "full");
      journal.records.conclude(ends);
    },
    terminalId: options.name ?? journal.records.terminalId,
  };
  const build = (): RecordSync =>
    createRecordSync({
      records,
      sink: office,
      clock: time.clock,
      random,
      timers: time.timers,
      log,
      onActivity: () => undefined,
    });
  return {
    time,
    journal,
    log,
    disk,
    sync: build(),
    build,
    owe: (...groups) => {
      for (const group of groups) {
        swaps += 1;
        journal.openSwap(makeOpening(swaps));
        journal.commit(makeCommit(swaps, { records: group }));
      }
    },
  };
};
