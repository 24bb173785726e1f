import { describe, expect, it } from "vitest";
import type { DayClose } from "../../../main/domain/day-close/close.ts";
import type { NodeFunds } from "../../../main/domain/day-close/funds.ts";
import { businessDayOf } from "../../../main/domain/local-time.ts";
import { msat } from "../../../main/domain/money.ts";
import { refused, unknown } from "../../../main/domain/outcome.ts";
import { flush } from "../../support/manual-clock.ts";
import { answer, createGate } from "../../support/script.ts";
import { NOW_MS, QUOTE } from "../../support/swaps.ts";
import { type CloseRig, createCloseRig } from "../support/day-close-rig.ts";

const TODAY = businessDayOf(NOW_MS);
const TAKEN = QUOTE.invoiceMsat;

const closed = async (rig: CloseRig): Promise<DayClose> => {
  expect(await rig.days().close(TODAY)).toBeNull();
  await flush();
  const close = rig.days().last();
  if (close === null) throw new Error("no close");
  return close;
};

const shortfalls = (rig: CloseRig): readonly string[] =>
  rig
    .days()
    .tasks()
    .map(({ item }) => `${item.class} ${item.here}/${item.there}`);

const without =
  (lostMsat: bigint) =>
  (honest: NodeFunds): NodeFunds => ({
    ...honest,
    channelsMsat: msat(honest.channelsMsat - lostMsat),
  });

const paper = (rig: CloseRig): string => JSON.stringify(rig.reports.at(-1)?.blocks);

describe("the node's bitcoin at a close", () => {
  it("is what the books have, on paper and in the journal", async () => {
    const rig = createCloseRig();
    await rig.payment();
    const { content } = await closed(rig);
    expect(content.funds).toMatchObject({
      node: { channelsMsat: TAKEN },
      books: { leastMsat: TAKEN, mostMsat: TAKEN },
      besideMsat: 0n,
      shortMsat: 0n,
    });
    expect(rig.journal().closes.bySeq(1)?.content).toEqual(content);
    expect(paper(rig)).toContain('"Spendable","value":"4,610 sats"');
    expect(rig.days().tasks()).toEqual([]);
  });

  it("is pending and no task when its channel was closed by force (F20)", async () => {
    const rig = createCloseRig();
    await rig.payment();
    rig.told.funds = (honest) => ({
      ...honest,
      channelsMsat: msat(0n),
      closingMsat: honest.channelsMsat,
    });
    await closed(rig);
    expect(paper(rig)).toContain('"Spendable","value":"0 sats"');
    expect(paper(rig)).toContain('"Pending on chain","value":"4,610 sats"');
    expect(rig.days().tasks()).toEqual([]);
  });

  it("is a task of its own when some is missing, until a person has dealt with it", async () => {
    const rig = createCloseRig();
    await rig.payment();
    rig.told.funds = without(1_000_001n);
    const first = await closed(rig);
    expect(first.content.funds?.shortMsat).toBe(1_000_001n);
    const told = [`shortfall ${TAKEN}/${TAKEN - 1_000_001n}`];
    expect(shortfalls(rig)).toEqual(told);
    expect(paper(rig)).toContain("Less than the books explain");
    await rig.time.advance(1_000);
    await closed(rig);
    expect(shortfalls(rig)).toEqual(told);
    const [task] = rig.days().tasks();
    expect(rig.days().resolve(task?.id ?? 0, "the owner sold it")).toBeNull();
    await rig.time.advance(1_000);
    await closed(rig);
    expect(shortfalls(rig)).toEqual([]);
  });

  it("is told again when more is missing", async () => {
    const rig = createCloseRig();
    await rig.payment();
    rig.told.funds = without(1_500_000n);
    await closed(rig);
    rig.told.funds = without(3_000_000n);
    await rig.time.advance(1_000);
    await closed(rig);
    expect(shortfalls(rig)).toEqual([
      `shortfall ${TAKEN}/${TAKEN - 1_500_000n}`,
      `shortfall ${TAKEN - 1_500_000n}/${TAKEN - 3_000_000n}`,
    ]);
  });

  it("may lack what closing a channel costs", async () => {
    const rig = createCloseRig();
    await rig.payment();
    rig.told.funds = without(1_000_000n);
    await closed(rig);
    expect(shortfalls(rig)).toEqual([]);
  });

  it("is not missed while a payment is kept in the middle of the close", async () => {
    const rig = createCloseRig();
    await rig.payment();
    const gate = createGate();
    rig.script.next("nodeFunds", { kind: "wait", until: gate.until });
    const result = rig.days().close(TODAY);
    await flush();
    await rig.payment();
    gate.open();
    expect(await result).toBeNull();
    await rig.time.advance(1_000);
    const { content } = await closed(rig);
    expect(content.funds).toMatchObject({ besideMsat: 0n, shortMsat: 0n });
    expect(rig.days().tasks()).toEqual([]);
  });

  it("is not compared when the macaroon is not made for the question, which no task says", async () => {
    const rig = createCloseRig();
    await rig.payment();
    rig.told.funds = (honest) => ({ ...honest, chainMsat: msat(7_000_000n) });
    await closed(rig);
    rig.script.next("nodeFunds", answer(refused("LND_UNAUTHORISED")));
    await rig.time.advance(1_000);
    const { content } = await closed(rig);
    expect(content.funds).toBeNull();
    expect(paper(rig)).toContain("not told");
    expect(rig.days().tasks()).toEqual([]);
    // What the operator had there is remembered from the close before.
    rig.told.funds = (honest) => honest;
    await rig.time.advance(1_000);
    expect((await closed(rig)).content.funds?.shortMsat).toBe(7_000_000n);
  });

  it("is needed for a close: nothing is written while the node does not tell it", async () => {
    const rig = createCloseRig();
    rig.script.next("nodeFunds", answer(unknown("LND_TIMEOUT")));
    expect(await rig.days().close(TODAY)).toBe("LND_TIMEOUT");
    expect(rig.days().last()).toBeNull();
  });
});

describe("a close of before the node was asked", () => {
  it("is read as one without its figures", async () => {
    const rig = createCloseRig();
    const { content } = await closed(rig);
    const { funds: _, ...old } = content;
    const { closes } = rig.journal();
    const kept = closes.commit({
      day: TODAY,
      closedAtMs: NOW_MS,
      lastEvent: null,
      content: old as never,
      tasks: [],
    });
    expect(closes.bySeq(kept.seq)?.content.funds).toBeNull();
  });
});
