/**
 * The back office: takes each record once, by its number, and holds the next of a stream to what it
 * has. Its answers get lost, it dislikes some records until somebody has looked, and at times it
 * lets nobody in.
 */
import { done, type Outcome, refused, unknown } from "../../../main/domain/outcome.ts";
import type { Log } from "../../../main/ports/log.ts";
import type {
  QueuedRecord,
  RecordBatch,
  RecordVerdict,
  SettlementSink,
} from "../../../main/ports/settlement.ts";
import type { Around } from "../around.ts";
import { fractionAt, stir } from "../chance.ts";
import { SITES } from "../plan/sites.ts";
import { createWire, type Power } from "./wire.ts";

export interface SimOffice {
  port(power: Power): SettlementSink;
  /** The log of what delivers records: an error there calls a person. */
  log(power: Power): Log;
  /** Somebody has looked at the records that were not taken: they are, from now on. */
  mend(): void;
}

/** Share of records that are not taken as they are, and of calls that are not let in. */
const POISON = 0.08;
const NOT_LET_IN = 0.03;
const BUSY = 0.05;
const BUSY_MS = 30_000;

type Dislike = "record" | "page";

export const createSimOffice = (around: Around): SimOffice => {
  const { plan } = around;
  const stored = new Map<number, string>();
  /** Records that were sent and not taken; and those of them that somebody has looked at. */
  const disliked = new Set<number>();
  const mended = new Set<number>();
  const wire = createWire({
    around,
    name: "office.deliver",
    site: SITES.deliver,
    remote: "SINK",
    outages: ["office"],
  });

  /** What is wrong with a record belongs to the record: it is the same at every try. */
  const dislikeOf = ({ seq }: QueuedRecord): Dislike | null => {
    if (plan.faultShare === 0 || mended.has(seq) || around.isHealed()) return null;
    const chance = fractionAt(stir(plan.seed, SITES.poison), seq);
    if (chance >= POISON) return null;
    disliked.add(seq);
    return chance < POISON / 2 ? "record" : "page";
  };

  const verdictOf = (record: QueuedRecord): RecordVerdict => {
    const { epoch, seq, body } = record;
    const id = { epoch, seq };
    const known = stored.get(seq);
    if (known !== undefined) {
      return { id, kind: known === body ? "taken" : "conflict", code: null };
    }
    if (dislikeOf(record) === "record") {
      around.happened("office: a record is not taken");
      return { id, kind: "invalid", code: "FIELD_UNKNOWN" };
    }
    stored.set(seq, body);
    around.tell({ kind: "record-stored", record });
    return { id, kind: "taken", code: null };
  };

  const isBad = (record: QueuedRecord): boolean =>
    !stored.has(record.seq) && dislikeOf(record) === "page";

  const deliver = ({ records }: RecordBatch): Outcome<readonly RecordVerdict[]> => {
    const mood = around.draw(SITES.sinkMood);
    if (plan.faultShare > 0 && !around.isHealed() && mood < NOT_LET_IN + BUSY) {
      around.happened(mood < NOT_LET_IN ? "office: nobody is let in" : "office: busy");
      return mood < NOT_LET_IN ? refused("SINK_UNAUTHORISED") : unknown("SINK_BUSY", BUSY_MS);
    }
    if (records.some(isBad)) {
      around.happened("office: a page is not understood");
      return refused("SINK_REQUEST_INVALID");
    }
    return done(records.map(verdictOf));
  };

  return {
    port: (power) => ({ deliver: (batch) => wire.call(power, () => deliver(batch)) }),
    log: (power) => {
      const tell: Log["info"] = (fields, message) => {
        if (power.isOn) around.tell({ kind: "logged", fields, message });
      };
      return {
        info: tell,
        warn: tell,
        error: (fields, message) => {
          tell(fields, message);
          const { code } = fields;
          const isText = typeof code === "string";
          if (power.isOn) around.tell({ kind: "office-alarm", code: isText ? code : message });
        },
      };
    },
    mend: () => {
      for (const seq of disliked) mended.add(seq);
    },
  };
};
