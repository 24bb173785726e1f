import { describe, expect, it } from "vitest";
import type { CloseTask, DayClose } from "../../../main/domain/day-close/close.ts";
import { isFailure } from "../../../main/domain/failure.ts";
import { type BusinessDay, businessDayOf, spanOf } from "../../../main/domain/local-time.ts";
import { fiat, msat } from "../../../main/domain/money.ts";
import { refused, unknown } from "../../../main/domain/outcome.ts";
import type { PayoutKey } from "../../../main/domain/swap.ts";
import type { LogLine } from "../../support/fake-log.ts";
import { flush } from "../../support/manual-clock.ts";
import { answer, createGate, LOST_ANSWER } from "../../support/script.ts";
import { NOW_MS, QUOTE } from "../../support/swaps.ts";
import { type CloseRig, createCloseRig } from "../support/day-close-rig.ts";

const TODAY = businessDayOf(NOW_MS);
const TOMORROW = businessDayOf(spanOf(TODAY).untilMs);
const DAY_AFTER = businessDayOf(spanOf(TOMORROW).untilMs);
const AMOUNT = QUOTE.fiat.minor;

const closed = async (rig: CloseRig, day: BusinessDay): Promise<DayClose> => {
  expect(await rig.days().close(day)).toBeNull();
  await flush();
  const close = rig.days().last();
  if (close === null) throw new Error("no close");
  return close;
};

/** What the day still brings, and then an hour of the next one. */
const untilTomorrow = async (rig: CloseRig): Promise<void> => {
  await rig.time.advance(180_000);
  rig.time.jumpWall(spanOf(TODAY).untilMs - rig.time.clock.nowMs() + 3_600_000);
};

const classesOf = ({ content }: DayClose): readonly string[] =>
  content.match.items.map((item) => `${item.leg} ${item.class}`).sort();

const tasksOf = (rig: CloseRig): readonly string[] =>
  rig
    .days()
    .tasks()
    .map(({ item }) => `${item.leg} ${item.class} ${item.here}/${item.there}`);

const onlyTask = (rig: CloseRig): CloseTask => {
  const [task] = rig.days().tasks();
  if (task === undefined) throw new Error("no task");
  return task;
};

describe("a day on which everybody agrees", () => {
  it("is matched whole, page by page, with the figures of the books", async () => {
    const rig = createCloseRig();
    for (let count = 0; count < 5; count += 1) await rig.payment();
    const close = await closed(rig, TODAY);
    expect(close).toMatchObject({ seq: 1, epoch: 1, day: TODAY, number: 1 });
    expect(rig.script.calls("statement")).toBe(3);
    const { totals } = close.content;
    expect(totals.fiat.khr.matched).toEqual({ count: 5, amount: AMOUNT * 5n });
    expect(totals.bitcoin.matched).toEqual({ count: 5, amount: QUOTE.invoiceMsat * 5n });
    expect(totals.split).toMatchObject({
      exchange: QUOTE.baseMsat * 5n,
      fee: QUOTE.feeMsat * 5n,
      rounding: QUOTE.roundingMsat * 5n,
    });
    expect(totals.bitcoin.unmatched.count + totals.fiat.khr.unmatched.count).toBe(0);
    expect(tasksOf(rig)).toEqual([]);
  });

  it("is kept with the digest of its last fact, and read back as it was written", async () => {
    const rig = createCloseRig();
    const { id } = await rig.payment();
    const close = await closed(rig, TODAY);
    const seq = rig.journal().eventsOf(id).at(-1)?.seq;
    expect(close.lastEvent).toEqual({
      seq,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    rig.powerCut();
    expect(rig.startAgain().last()).toEqual(close);
  });

  it("has nothing of a payment that was given back or never paid", async () => {
    const rig = createCloseRig();
    rig.rail.verdict = { failed: "ACCOUNT_CLOSED" };
    const { id } = await rig.payment();
    expect(rig.swap(id).kind).toBe("returned");
    await rig.openInvoice();
    const close = await closed(rig, TODAY);
    expect(close.content.match).toMatchObject({ items: [], earlier: [], cleared: [] });
  });

  it("can be empty", async () => {
    const rig = createCloseRig();
    const close = await closed(rig, TODAY);
    expect(close.lastEvent).toBeNull();
    expect(close.content.standing).toEqual([]);
  });
});

const FOREIGN = "f".repeat(64) as PayoutKey;

describe("a difference", () => {
  const plants: readonly (readonly [
    string,
    (rig: CloseRig, opened: Awaited<ReturnType<CloseRig["payment"]>>) => void,
    string,
  ])[] = [
    [
      "a line that is missing",
      (rig) => {
        rig.told.lines = (lines) => lines.slice(0, -1);
      },
      "fiat missing-there 12000/0",
    ],
    [
      "a line twice",
      (rig) => {
        rig.told.lines = (lines) => [...lines, ...lines.slice(-1)];
      },
      "fiat duplicate 12000/24000",
    ],
    [
      "another amount",
      (rig, { key }) => {
        rig.told.lines = (lines) =>
          lines.map((line) => (line.key === key ? { ...line, amount: fiat("KHR", 1n) } : line));
      },
      "fiat amount-mismatch 12000/1",
    ],
    [
      "a line that nobody ordered",
      (rig) => {
        const paidAtMs = rig.time.clock.nowMs();
        rig.told.lines = (lines) => [
          ...lines,
          { key: FOREIGN, amount: fiat("USD", 250n), reference: "FTX", paidAtMs },
        ];
      },
      "fiat missing-here 0/250",
    ],
    [
      "an invoice that the node does not know",
      (rig, { hash }) => rig.records.set(hash, { state: "missing", receivedMsat: msat(0n) }),
      "bitcoin missing-there 4610000/0",
    ],
    [
      "an invoice settled for less",
      (rig, { hash }) =>
        rig.records.set(hash, { state: "settled", receivedMsat: msat(4_000_000n) }),
      "bitcoin amount-mismatch 4610000/4000000",
    ],
  ];
  it.each(plants)(
    "%s becomes one task, however often the day is closed",
    async (_, plant, task) => {
      const rig = createCloseRig();
      await rig.payment();
      const opened = await rig.payment();
      plant(rig, opened);
      await closed(rig, TODAY);
      expect(tasksOf(rig)).toEqual([task]);
      const again = await closed(rig, TODAY);
      expect(again.number).toBe(2);
      expect(tasksOf(rig)).toEqual([task]);
      expect(onlyTask(rig).closeSeq).toBe(1);
    },
  );

  it("ends by itself when a later close finds that it matches", async () => {
    const rig = createCloseRig();
    const { key } = await rig.payment();
    rig.told.lines = () => [];
    await closed(rig, TODAY);
    expect(tasksOf(rig)).toEqual(["fiat missing-there 12000/0"]);
    rig.told.lines = (lines) => lines;
    await untilTomorrow(rig);
    const next = await closed(rig, TOMORROW);
    expect(next.content.match.cleared).toMatchObject([
      { subject: key, class: "matched", day: TODAY, carriedFrom: TODAY },
    ]);
    expect(next.content.totals.fiat.khr.cleared).toEqual({ count: 1, amount: AMOUNT });
    expect(next.content.totals.fiat.khr.matched.count).toBe(0);
    expect(tasksOf(rig)).toEqual([]);
  });

  it("that turns into another one is one task, and comes back when it comes back", async () => {
    const rig = createCloseRig();
    await rig.payment();
    const seen: (readonly string[])[] = [];
    const statements: CloseRig["told"]["lines"][] = [
      () => [],
      (lines) => [...lines, ...lines],
      (lines) => lines,
      () => [],
    ];
    for (const lines of statements) {
      rig.told.lines = lines;
      await closed(rig, TODAY);
      seen.push(tasksOf(rig));
    }
    expect(seen).toEqual([
      ["fiat missing-there 12000/0"],
      ["fiat duplicate 12000/24000"],
      [],
      ["fiat missing-there 12000/0"],
    ]);
  });

  it("is ended by a person once, and not told again", async () => {
    const rig = createCloseRig();
    await rig.payment();
    rig.told.lines = () => [];
    await closed(rig, TODAY);
    const { id } = onlyTask(rig);
    expect(rig.days().resolve(id, "the bank has corrected it")).toBeNull();
    expect(rig.days().resolve(id, "again")).toBe("TASK_UNKNOWN");
    expect(tasksOf(rig)).toEqual([]);
    await untilTomorrow(rig);
    const next = await closed(rig, TOMORROW);
    expect(next.content.match).toMatchObject({ items: [], earlier: [] });
    expect(tasksOf(rig)).toEqual([]);
  });
});

describe("a payment that is still open at the close", () => {
  it("is timing, clears the next day, and calls nobody", async () => {
    const rig = createCloseRig();
    rig.rail.verdict = "pending";
    const { id, key } = await rig.payment();
    expect(rig.swap(id).kind).toBe("payout-unknown");
    const first = await closed(rig, TODAY);
    expect(classesOf(first)).toEqual(["bitcoin timing", "fiat timing"]);
    expect(first.content.totals.fiat.khr.timing).toEqual({ count: 1, amount: AMOUNT });
    expect(tasksOf(rig)).toEqual([]);
    await untilTomorrow(rig);
    rig.rail.decide(key, "paid");
    await rig.time.advance(20_000);
    expect(rig.swap(id).kind).toBe("paid");
    const next = await closed(rig, TODAY);
    expect(classesOf(next)).toEqual(["bitcoin timing", "fiat timing"]);
    const after = await closed(rig, TOMORROW);
    expect(classesOf(after)).toEqual(["bitcoin matched", "fiat matched"]);
    expect(after.content.match.cleared).toHaveLength(2);
    expect(tasksOf(rig)).toEqual([]);
  });

  it("calls a person when it is still open at the close of the day after", async () => {
    const rig = createCloseRig();
    rig.rail.verdict = "pending";
    await rig.payment();
    await closed(rig, TODAY);
    await untilTomorrow(rig);
    await closed(rig, TODAY);
    expect(tasksOf(rig)).toEqual([]);
    await closed(rig, TOMORROW);
    expect(tasksOf(rig)).toEqual(["fiat timing 0/0", "bitcoin timing 0/0"]);
  });

  it("is in suspense first and paid later: both closes say what was so", async () => {
    const rig = createCloseRig();
    rig.rail.verdict = "pending";
    const { id, key } = await rig.payment();
    rig.node.mine(144 - 30);
    await rig.time.advance(60_000);
    expect(rig.swap(id).kind).toBe("suspense");
    const first = await closed(rig, TODAY);
    expect(classesOf(first)).toEqual(["bitcoin matched", "fiat timing"]);
    expect(first.content.totals.split.suspense).toBe(QUOTE.invoiceMsat);
    await untilTomorrow(rig);
    rig.rail.decide(key, "paid");
    await rig.time.advance(20_000);
    expect(rig.swap(id).kind).toBe("paid");
    const next = await closed(rig, TOMORROW);
    expect(classesOf(next)).toEqual(["fiat matched"]);
    expect(next.content.match.cleared).toMatchObject([{ leg: "fiat", carriedFrom: TODAY }]);
  });
});

describe("which day is closed", () => {
  it("is today, again and again", async () => {
    const rig = createCloseRig();
    expect(rig.days().nextDay()).toBe(TODAY);
    await rig.payment();
    await closed(rig, TODAY);
    expect(rig.days().nextDay()).toBe(TODAY);
  });

  it("is the day before once more when something came after its close", async () => {
    const rig = createCloseRig();
    await rig.payment();
    await closed(rig, TODAY);
    await rig.payment();
    await untilTomorrow(rig);
    expect(rig.days().nextDay()).toBe(TODAY);
    expect(await rig.days().close(TOMORROW)).toBe("CLOSE_DAY");
    const again = await closed(rig, TODAY);
    expect(again).toMatchObject({ day: TODAY, number: 2 });
    expect(again.content.totals.fiat.khr.matched.count).toBe(2);
    expect(rig.days().nextDay()).toBe(TOMORROW);
  });

  it("passes over days on which nothing happened", async () => {
    const rig = createCloseRig();
    await rig.payment();
    await closed(rig, TODAY);
    rig.time.jumpWall(spanOf(DAY_AFTER).fromMs - rig.time.clock.nowMs() + 1_000);
    expect(rig.days().nextDay()).toBe(DAY_AFTER);
  });

  it("sees what came between the books and the commit as news of the same day", async () => {
    const rig = createCloseRig();
    await rig.payment();
    const gate = createGate();
    rig.script.next("invoiceRecord", { kind: "wait", until: gate.until });
    const under = rig.days().close(TODAY);
    await flush();
    expect(rig.days().activity().kind).toBe("closing");
    expect(await rig.days().close(TODAY)).toBe("CLOSE_BUSY");
    await rig.payment();
    gate.open();
    expect(await under).toBeNull();
    await untilTomorrow(rig);
    expect(rig.days().last()?.content.totals.fiat.khr.matched.count).toBe(1);
    expect(rig.days().nextDay()).toBe(TODAY);
  });
});

describe("a close that cannot be made", () => {
  it.each([
    ["statement", unknown("RAIL_TIMEOUT"), "RAIL_TIMEOUT"],
    ["statement", refused("REQUEST_INVALID"), "REQUEST_INVALID"],
    ["invoiceRecord", unknown("LND_UNREACHABLE"), "LND_UNREACHABLE"],
  ] as const)("for %s writes nothing and says why", async (call, outcome, code) => {
    const rig = createCloseRig();
    await rig.payment();
    rig.script.next(call, answer(outcome));
    expect(await rig.days().close(TODAY)).toBe(code);
    expect(rig.days().activity()).toEqual({ kind: "failed", code });
    expect(rig.days().last()).toBeNull();
    expect(rig.reports).toEqual([]);
    await closed(rig, TODAY);
    expect(rig.days().activity()).toEqual({ kind: "ready" });
  });
});

const textOf = (document: CloseRig["reports"][number] | undefined): string =>
  (document?.blocks ?? []).map((block) => ("text" in block ? block.text : "")).join("\n");

describe("the report", () => {
  it("is printed once for each close", async () => {
    const rig = createCloseRig();
    await closed(rig, TODAY);
    expect(rig.reports).toHaveLength(1);
    await rig.time.advance(60_000);
    expect(rig.reports).toHaveLength(1);
    expect(rig.days().lastPrint()).toMatchObject({ isEnded: true, code: null, copy: false });
  });

  it("waits for a printer that printed nothing", async () => {
    const rig = createCloseRig();
    rig.script.next("print", answer(refused("PRINTER_PAPER_OUT")));
    await closed(rig, TODAY);
    expect(rig.days().lastPrint()).toMatchObject({ isEnded: false, code: "PRINTER_PAPER_OUT" });
    await rig.time.advance(15_000);
    expect(rig.reports).toHaveLength(1);
    expect(rig.days().lastPrint()).toMatchObject({ isEnded: true, code: null });
  });

  it("is not printed again by itself when the paper may have it; a person gets a COPY", async () => {
    const rig = createCloseRig();
    rig.script.next("print", LOST_ANSWER);
    await closed(rig, TODAY);
    await rig.time.advance(60_000);
    expect(rig.reports).toHaveLength(1);
    expect(rig.days().lastPrint()).toMatchObject({ isEnded: true });
    expect(rig.days().lastPrint()?.code).not.toBeNull();
    expect(rig.days().reprint()).toBeNull();
    await flush();
    expect(rig.reports.map((report) => textOf(report).includes(" COPY "))).toEqual([false, true]);
  });

  it("that was under way when the power went is not printed again by itself", async () => {
    const rig = createCloseRig();
    const gate = createGate();
    rig.script.next("print", { kind: "wait", until: gate.until });
    await closed(rig, TODAY);
    rig.powerCut();
    rig.startAgain().start();
    await flush();
    expect(rig.reports).toHaveLength(0);
    expect(rig.days().lastPrint()).toMatchObject({ isEnded: true, code: "PRINT_INTERRUPTED" });
  });

  it("has no copy before there is a close", () => {
    expect(createCloseRig().days().reprint()).toBe("NO_RECEIPT");
  });

  it("is written as text and JSON under the name on the paper", async () => {
    const rig = createCloseRig();
    await rig.payment();
    await closed(rig, TODAY);
    expect([...rig.files.keys()]).toEqual([`${TODAY}-1.txt`, `${TODAY}-1.json`]);
    expect(rig.files.get(`${TODAY}-1.txt`)).toContain("KHR (1): 12,000 ៛");
    expect(JSON.parse(rig.files.get(`${TODAY}-1.json`) ?? "")).toMatchObject({
      format: "satriel-day-close/1",
      day: TODAY,
      totals: { fiat: { khr: { matched: { count: 1, amount: "12000" } } } },
      match: { items: [{ class: "matched" }, { class: "matched" }] },
    });
  });

  it("is written at the next start when its folder was full", async () => {
    const rig = createCloseRig();
    rig.isFolderBroken = true;
    await closed(rig, TODAY);
    expect(rig.files.size).toBe(0);
    rig.isFolderBroken = false;
    rig.days().start();
    expect(rig.files.size).toBe(2);
    const lines = rig.log.lines as LogLine[];
    expect(lines.splice(0).some(({ level }) => level === "error")).toBe(true);
  });
});

describe("what is on the disk", () => {
  it("never changes, and a day closed again gets the next number", async () => {
    const rig = createCloseRig();
    await rig.payment();
    const first = await closed(rig, TODAY);
    const second = await closed(rig, TODAY);
    expect([first.number, second.number]).toEqual([1, 2]);
    expect(rig.journal().closes.bySeq(1)).toEqual(first);
  });

  it("holds nothing of a close whose task cannot be written", async () => {
    const rig = createCloseRig();
    const { content } = await closed(rig, TODAY);
    const { closes } = rig.journal();
    const bad = { ...content.match.items[0], leg: "other" } as never;
    const commit = () =>
      closes.commit({ day: TODAY, closedAtMs: NOW_MS, lastEvent: null, content, tasks: [bad] });
    expect(commit).toThrow();
    let code = "";
    try {
      commit();
    } catch (error) {
      code = isFailure(error) ? error.code : "other";
    }
    expect(code).toMatch(/^JOURNAL_/);
    expect(closes.recent(9)).toHaveLength(1);
  });
});
