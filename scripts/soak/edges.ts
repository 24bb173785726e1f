/**
 * Every edge of the terminal: the moment before and the moment after each write to the journal and
 * each effect that leaves the process. Nothing is listed here by name; a write or an effect that is
 * new is an edge by itself.
 */
import { type Around, NOTHING_AROUND } from "../../main/hosts/compose/composed.ts";
import type { SqliteJournal } from "../../main/journal/journal.ts";
import type { GroupWrite, Journal, QueueReader } from "../../main/ports/journal.ts";

/**
 * Told of each edge as the terminal comes to it, as `before NAME` or `after NAME`. A name says what
 * is written or asked, and how the swap stands; a repeat has the name of the first time.
 */
export type OnEdge = (edge: string) => void;

/** Any function of a port. */
type Call = (...args: never[]) => unknown;

/** Questions that the watches repeat at their own pace: they change nothing, and are no effects. */
const QUESTIONS: ReadonlySet<string> = new Set([
  "lightning.lookUpInvoice",
  "lightning.watchInvoice",
  "lightning.watchBlocks",
  "rail.lookUpAccount",
  "rail.float",
]);

/** How the journal reads; everything else that it can do, it writes. */
const READS: ReadonlySet<string> = new Set([
  "swap",
  "openSwaps",
  "newestTo",
  "history",
  "eventsOf",
  "balances",
  "turnover",
  "laneHeads",
  "queuedRows",
  "lastRow",
  "sendOf",
  "preimage",
  "waitingRows",
  "waitingCount",
  "postingsOf",
  "balanceCheck",
]);

const isFunction = (value: unknown): value is Call => typeof value === "function";

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

/** What stands between a caller and one function of a port. */
type Wrap = (name: string, call: Call) => Call;

/** The port with each of its functions wrapped, whatever functions it has. */
const wrapAll = <T extends object>(inner: T, wrap: Wrap): T =>
  Object.fromEntries(
    Object.entries(inner).map(([name, value]) => [
      name,
      isFunction(value) ? wrap(name, value) : value,
    ]),
  ) as T;

const effectOf = (journal: QueueReader, id: number): string =>
  journal.waitingRows({ after: id - 1, limit: 1 }).find((row) => row.id === id)?.effect.kind ??
  "that has ended";

/** The state of the swap that a group moves last, or else the one before it. */
const stateAfter = (group: readonly GroupWrite[], before: string): string => {
  const last = group.findLast((write) => write.kind === "step");
  return last === undefined ? before : last.step.swap.kind;
};

const create = (onEdge: OnEdge) => {
  /** How the swap that was moved last stands; there is one at a time. */
  let state = "none";

  /** A swap may have two receipts; the node's word on its claim comes before or after one of them. */
  const paper = (): string => (state === "credit-pending" ? "credit pending" : "credited");

  /** What a call is asked for: how the swap stands, unless the call goes at its own pace. */
  const whatFor = (port: string): string => {
    if (port === "sink") return "";
    return ` (${port === "printer" ? paper() : state})`;
  };

  const nameOfRow = (journal: QueueReader, what: string, id: number): string => {
    const effect = effectOf(journal, id);
    return effect === "print-receipt" ? `${what} ${effect} (${paper()})` : `${what} ${effect}`;
  };

  const nameOfWrite = (journal: Journal & QueueReader, write: GroupWrite): string => {
    switch (write.kind) {
      case "step": {
        const { event, swap } = write.step;
        const before = journal.swap(swap.id)?.swap.kind ?? "none";
        return `commit ${event.kind}: ${before} > ${swap.kind}`;
      }
      case "finished":
        return nameOfRow(journal, "finishRow", write.row.id);
      case "failed":
        return nameOfRow(journal, "reschedule", write.attempt.id);
    }
  };

  /** A write of the journal; a group has the names of all that is in it. */
  const nameOf = (journal: Journal & QueueReader, name: string, first: unknown): string =>
    name === "writeAll"
      ? (first as readonly GroupWrite[]).map((write) => nameOfWrite(journal, write)).join(" + ")
      : name;

  /** A synchronous write, or a call that is answered later, between its two edges. */
  const between = (edge: string, call: Call, args: never[]): unknown => {
    onEdge(`before ${edge}`);
    const result = call(...args);
    if (!isPromise(result)) {
      onEdge(`after ${edge}`);
      return result;
    }
    return result.then((answer: unknown) => {
      onEdge(`after ${edge}`);
      return answer;
    });
  };

  const journal = (inner: SqliteJournal): SqliteJournal => {
    const store =
      (part: string): Wrap =>
      (name, call) =>
      (...args) =>
        part === "records" && name !== "conclude" && name !== "unpark"
          ? call(...args)
          : between(`journal: ${part}.${name}`, call, args);
    const outer = wrapAll(inner, (name, call) => (...args) => {
      if (READS.has(name) || name === "close" || name === "checkpoint" || name === "backUp") {
        return call(...args);
      }
      const edge = `journal: ${nameOf(inner, name, args[0])}`;
      if (name === "writeAll")
        state = stateAfter(args[0] as unknown as readonly GroupWrite[], state);
      return between(edge, call, args);
    });
    return { ...outer, records: wrapAll(inner.records, store("records")) };
  };

  const remote = (port: string): Wrap => {
    return (name, call) =>
      (...args) => {
        const whole = `${port}.${name}`;
        // Asked by the probes too, at their own pace; an effect asks while a payment is held.
        const isQuestion = name === "nodeInfo" ? state !== "held" : QUESTIONS.has(whole);
        return isQuestion ? call(...args) : between(`${whole}${whatFor(port)}`, call, args);
      };
  };
  return { journal, remote };
};

/** A terminal's surroundings that tell of every edge. */
export const createEdges = (onEdge: OnEdge): Around => {
  const { journal, remote } = create(onEdge);
  return {
    ...NOTHING_AROUND,
    journal,
    lightning: (inner) => wrapAll(inner, remote("lightning")),
    lightningSend: (inner) => wrapAll(inner, remote("send")),
    rail: (inner) => wrapAll(inner, remote("rail")),
    printer: (inner) => wrapAll(inner, remote("printer")),
    sink: (inner) => wrapAll(inner, remote("sink")),
  };
};
