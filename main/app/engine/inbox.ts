/**
 * Gathers what is to be written: whatever comes in during one turn of the event loop goes to the
 * disk as one group, in the order it came, and is told to its callers once it is durable. A swap has
 * at most one write in a group, since each is judged by the swap as it stands; the next one is in
 * the group after it.
 */
import { isFailure } from "../../domain/failure.ts";
import type { SwapId } from "../../domain/swap.ts";
import type { GroupWrite, Journal, StoredSwap, WriteResult } from "../../ports/journal.ts";
import type { Timers } from "../time/timers.ts";
import { ifRoom, NO_ROOM } from "./room.ts";

/** What a request comes to, judged just before its group is written. */
export interface Judged<T> {
  /** Null: there is nothing to write. */
  readonly write: GroupWrite | null;
  /** What the caller is told, with the swap as a step has left it. */
  readonly answer: (stored: StoredSwap | null) => T;
}

/** What somebody wants written about a swap. */
export interface Request<T> {
  readonly swapId: SwapId;
  readonly judge: () => Judged<T>;
  /** What the caller is told when the disk has no room: nothing was written. */
  readonly noRoom: T;
  /** True when it would be old by the end of the turn. */
  readonly isUrgent: boolean;
}

export interface Inbox {
  /** Write this now, together with all that waits, which comes before it. */
  now<T>(request: Request<T>): T;
  /**
   * Write this at the end of the turn, with whatever else comes in until then; what is urgent, and
   * all before it, once the promises at hand have been followed. Rejects with what the journal says
   * against it.
   */
  soon<T>(request: Request<T>): Promise<T>;
  /** Write what waits, now. */
  empty(): void;
}

export interface InboxOptions {
  readonly journal: Pick<Journal, "writeAll">;
  readonly timers: Pick<Timers, "soon">;
  /** Called after each group, when its callers have their answers. */
  readonly onWritten: () => void;
}

/** A request that is judged: its write, and who hears what came of it. */
interface Draft {
  readonly write: GroupWrite | null;
  /** With null: nothing had to be written. */
  readonly settle: (stored: StoredSwap | null) => void;
}

interface Entry {
  readonly swapId: SwapId;
  readonly judge: () => Draft;
  readonly refuse: () => void;
  readonly fail: (error: unknown) => void;
}

/** An entry whose write is in the group. */
interface Written {
  readonly entry: Entry;
  readonly write: GroupWrite;
  readonly settle: Draft["settle"];
}

const toEntry = <T>(
  { swapId, judge, noRoom }: Request<T>,
  resolve: (answer: T) => void,
  reject: (error: unknown) => void,
): Entry => ({
  swapId,
  judge: () => {
    const { write, answer } = judge();
    return { write, settle: (stored) => resolve(answer(stored)) };
  },
  refuse: () => resolve(noRoom),
  fail: reject,
});

/** The first entry of each swap, and the others. */
const firstOfEach = (entries: readonly Entry[]): readonly [first: Entry[], others: Entry[]] => {
  // Most often it is one, and needs no sorting out.
  if (entries.length === 1) return [[...entries], []];
  const seen = new Set<SwapId>();
  const first: Entry[] = [];
  const others: Entry[] = [];
  for (const entry of entries) {
    (seen.has(entry.swapId) ? others : first).push(entry);
    seen.add(entry.swapId);
  }
  return [first, others];
};

/** Judge entries. What needs no write is settled, and what cannot be judged fails, at once. */
const draftAll = (entries: readonly Entry[]): readonly Written[] => {
  const group: Written[] = [];
  for (const entry of entries) {
    try {
      const { write, settle } = entry.judge();
      if (write === null) settle(null);
      else group.push({ entry, write, settle });
    } catch (error) {
      entry.fail(error);
    }
  }
  return group;
};

const tell = ({ entry, settle }: Written, result: WriteResult | undefined): void => {
  if (result?.kind === "written") settle(result.stored);
  else if (isFailure(result?.error, NO_ROOM)) entry.refuse();
  else entry.fail(result?.error);
};

export const createInbox = ({ journal, timers, onWritten }: InboxOptions): Inbox => {
  let waiting: Entry[] = [];
  let isDue = false;

  const writeGroup = (group: readonly Written[]): void => {
    try {
      const results = ifRoom(() => journal.writeAll(group.map(({ write }) => write)));
      group.forEach((one, index) => {
        if (results === null) one.entry.refuse();
        else tell(one, results[index]);
      });
    } catch (error) {
      for (const { entry } of group) entry.fail(error);
    }
  };

  const writeWaiting = (): void => {
    while (waiting.length > 0) {
      const [entries, others] = firstOfEach(waiting);
      waiting = others;
      const group = draftAll(entries);
      if (group.length > 0) writeGroup(group);
      onWritten();
    }
  };

  const turnEnds = (): void => {
    isDue = false;
    writeWaiting();
  };

  return {
    now: (request) => {
      const ends: (() => ReturnType<ReturnType<typeof request.judge>["answer"]>)[] = [];
      const entry = toEntry(
        request,
        (answer) => ends.push(() => answer),
        (error) =>
          ends.push(() => {
            throw error;
          }),
      );
      waiting.push(entry);
      writeWaiting();
      const [end] = ends;
      if (end === undefined) throw new Error("a request was left without an answer");
      return end();
    },
    soon: (request) =>
      new Promise((resolve, reject) => {
        waiting.push(toEntry(request, resolve, reject));
        if (request.isUrgent) void Promise.resolve().then(writeWaiting);
        else if (!isDue) {
          isDue = true;
          timers.soon(turnEnds);
        }
      }),
    empty: writeWaiting,
  };
};
