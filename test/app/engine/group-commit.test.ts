import { describe, expect, it } from "vitest";
import { createLoop } from "../../../main/app/engine/loop.ts";
import { NO_ROOM } from "../../../main/app/engine/room.ts";
import { Failure } from "../../../main/domain/failure.ts";
import type { PayEvent, SwapId } from "../../../main/domain/swap.ts";
import type { GroupWrite, Journal, WriteResult } from "../../../main/ports/journal.ts";
import { flush } from "../../support/manual-clock.ts";
import { EVENTS } from "../../support/pay-events.ts";
import { POLICY } from "../../support/swaps.ts";
import { createLoopBench } from "../support/loop-bench.ts";

const nameOf = (write: GroupWrite): string =>
  write.kind === "step" ? `${write.step.event.kind} ${write.step.swap.id}` : write.kind;

/** A loop whose turns end when the test says so, over a journal whose groups are looked at. */
const createBench = () => {
  const bench = createLoopBench();
  const groups: string[][] = [];
  const order: string[] = [];
  let turnEnds = (): void => undefined;
  let turns = 0;
  const knobs: { change: (inner: Journal["writeAll"]) => Journal["writeAll"] } = {
    change: (inner) => inner,
  };
  const loop = createLoop({
    policy: POLICY,
    journal: {
      ...bench.journal,
      writeAll: (group) => {
        groups.push(group.map(nameOf));
        const results = knobs.change((writes) => bench.journal.writeAll(writes))(group);
        order.push("durable");
        return results;
      },
    },
    timers: {
      soon: (callback) => {
        turns += 1;
        turnEnds = callback;
      },
    },
  });
  loop.onCommit(({ swap }, event) => order.push(`${event.kind} ${swap.id}`));
  const submit = async (id: SwapId, event: PayEvent): Promise<string> => {
    const applied = await loop.submit(id, event).catch((error: unknown) => error);
    const end = applied instanceof Failure ? applied.code : (applied as { kind: string }).kind;
    order.push(`told ${end} ${id}`);
    return end;
  };
  const ids = (count: number, state: Parameters<typeof bench.make>[0]): readonly SwapId[] =>
    Array.from({ length: count }, () => bench.make(state).swap.id);
  const kindOf = (id: SwapId) => bench.journal.swap(id)?.swap.kind;
  return {
    ...bench,
    loop,
    groups,
    order,
    knobs,
    submit,
    ids,
    kindOf,
    turnEnds: () => turnEnds(),
    turns: () => turns,
  };
};

const HELD = EVENTS["invoice-held"];

describe("what comes in during one turn", () => {
  it("is one commit, in the order it came, and one turn is waited for", async () => {
    const bench = createBench();
    const ids = bench.ids(3, "awaiting-payment");
    const ends = ids.map(async (id) => bench.submit(id, HELD));
    expect(bench.groups).toEqual([]);
    bench.turnEnds();
    expect(bench.groups).toEqual([ids.map((id) => `invoice-held ${id}`)]);
    expect(await Promise.all(ends)).toEqual(["committed", "committed", "committed"]);
    expect(ids.map(bench.kindOf)).toEqual(["held", "held", "held"]);
    expect(bench.turns()).toBe(1);
  });

  it("is neither told nor known to anybody before all of it is durable", async () => {
    const bench = createBench();
    const ids = bench.ids(2, "awaiting-payment");
    const before = bench.journal.laneHeads();
    bench.knobs.change = (inner) => (group) => {
      expect(ids.map(bench.kindOf)).toEqual(["awaiting-payment", "awaiting-payment"]);
      expect(bench.journal.laneHeads()).toEqual(before);
      expect(bench.order).toEqual([]);
      return inner(group);
    };
    const ends = ids.map(async (id) => bench.submit(id, HELD));
    await flush();
    bench.turnEnds();
    await Promise.all(ends);
    expect(bench.order).toEqual([
      "durable",
      ...ids.map((id) => `invoice-held ${id}`),
      ...ids.map((id) => `told committed ${id}`),
    ]);
  });

  it("has one step of each swap: the next is judged by what the one before it left", async () => {
    const bench = createBench();
    const [one, other] = bench.ids(2, "awaiting-payment") as [SwapId, SwapId];
    const first = bench.loop.submit(one, HELD);
    const second = bench.loop.submit(one, EVENTS["invoice-cancelled"]);
    const third = bench.loop.submit(other, HELD);
    bench.turnEnds();
    expect(bench.groups).toEqual([
      [`invoice-held ${one}`, `invoice-held ${other}`],
      [`invoice-cancelled ${one}`],
    ]);
    expect((await Promise.all([first, second, third])).map(({ kind }) => kind)).toEqual([
      "committed",
      "committed",
      "committed",
    ]);
    expect(bench.journal.eventsOf(one).map(({ event }) => event.kind)).toEqual([
      "quote-confirmed",
      "invoice-created",
      "invoice-held",
      "invoice-cancelled",
    ]);
  });

  it("is committed before a command that comes meanwhile, which waits for no turn", () => {
    const bench = createBench();
    const [one, other] = bench.ids(2, "awaiting-payment") as [SwapId, SwapId];
    void bench.loop.submit(one, HELD);
    expect(bench.loop.apply(other, EVENTS["cancel-requested"]).kind).toBe("committed");
    expect(bench.groups).toEqual([[`invoice-held ${one}`, `cancel-requested ${other}`]]);
    expect(bench.kindOf(one)).toBe("held");
    bench.turnEnds();
    expect(bench.groups).toHaveLength(1);
  });

  it("waits for no turn when it is a judgement of its moment", async () => {
    const bench = createBench();
    const [one, other] = bench.ids(2, "held") as [SwapId, SwapId];
    const waiting = bench.loop.submit(one, EVENTS["invoice-cancelled"]);
    const judged = bench.loop.submit(other, EVENTS["held-assessed"], { isPassing: true });
    expect(bench.groups).toEqual([]);
    expect([(await waiting).kind, (await judged).kind]).toEqual(["committed", "committed"]);
    expect(bench.groups).toEqual([[`invoice-cancelled ${one}`, `held-assessed ${other}`]]);
  });

  it("is written at once when the loop is settled, before the journal closes", async () => {
    const bench = createBench();
    const [id] = bench.ids(1, "awaiting-payment") as [SwapId];
    const end = bench.submit(id, HELD);
    bench.loop.settle();
    expect(bench.kindOf(id)).toBe("held");
    expect(await end).toBe("committed");
    bench.turnEnds();
    expect(bench.groups).toHaveLength(1);
  });

  it("tells each listener in the order of the commits, whatever a listener commits itself", () => {
    const bench = createBench();
    const ids = bench.ids(2, "awaiting-payment") as [SwapId, SwapId];
    const versions: string[] = [];
    bench.loop.onCommit(({ swap }, { kind }) => {
      if (swap.id === ids[0] && kind === "invoice-held") {
        bench.loop.apply(ids[1], EVENTS["invoice-cancelled"]);
      }
    });
    bench.loop.onCommit(({ swap, version }) => versions.push(`${swap.id} ${version}`));
    for (const id of ids) void bench.loop.submit(id, HELD);
    bench.turnEnds();
    const [one, other] = ids;
    expect(versions).toEqual([`${one} 4`, `${other} 4`, `${other} 5`]);
  });
});

describe("a group in which something fails", () => {
  it("loses the step that breaks a rule alone, and only its caller hears of it", async () => {
    const bench = createBench();
    const ids = bench.ids(3, "awaiting-payment") as [SwapId, SwapId, SwapId];
    bench.knobs.change = (inner) => (group) =>
      inner(
        group.map((write): GroupWrite => {
          if (write.kind !== "step" || write.step.swap.id !== ids[1]) return write;
          return { kind: "step", step: { ...write.step, expectedVersion: 1 } };
        }),
      );
    const ends = ids.map(async (id) => bench.submit(id, HELD));
    bench.turnEnds();
    expect(await Promise.all(ends)).toEqual(["committed", "JOURNAL_VERSION_CONFLICT", "committed"]);
    expect(ids.map(bench.kindOf)).toEqual(["held", "awaiting-payment", "held"]);
    expect(bench.journal.balanceCheck()).toEqual([]);
    expect(bench.order).not.toContain(`invoice-held ${ids[1]}`);
  });

  it.each([
    [NO_ROOM, "refused"],
    ["JOURNAL_DISK_FAILED", "JOURNAL_DISK_FAILED"],
  ])(
    "is refused whole with %s: nobody is told of a commit, nothing has moved",
    async (code, end) => {
      const bench = createBench();
      const ids = bench.ids(2, "awaiting-payment");
      bench.knobs.change = () => (): readonly WriteResult[] => {
        throw new Failure(code, "the storage failed");
      };
      const ends = ids.map(async (id) => bench.submit(id, HELD));
      bench.turnEnds();
      expect(await Promise.all(ends)).toEqual([end, end]);
      expect(ids.map(bench.kindOf)).toEqual(["awaiting-payment", "awaiting-payment"]);
      expect(bench.order).toEqual(ids.map((id) => `told ${end} ${id}`));
      bench.knobs.change = (inner) => inner;
      const again = ids.map(async (id) => bench.submit(id, HELD));
      bench.turnEnds();
      expect(await Promise.all(again)).toEqual(["committed", "committed"]);
    },
  );
});
