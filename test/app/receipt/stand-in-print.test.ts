/** The receipt of a pending credit against the one that says paid, when both want the printer. */
import { describe, expect, it } from "vitest";
import { refused } from "../../../main/domain/outcome.ts";
import type { PaySwap } from "../../../main/domain/swap.ts";
import { flush } from "../../support/manual-clock.ts";
import { answer, createGate, LOST_ANSWER, LOST_REQUEST } from "../../support/script.ts";
import { createRig, type Rig, waitingOf } from "../support/rig.ts";

const silence = ({ rail }: Rig, isSilent: boolean): void => {
  rail.script.always("submitPayout", isSilent ? LOST_REQUEST : null);
  rail.script.always("queryPayout", isSilent ? LOST_REQUEST : null);
};

/** The rail is gone and the bitcoin is taken: the receipt of the pending credit is the printer's. */
const pend = async (rig: Rig): Promise<PaySwap> => {
  silence(rig, true);
  const { id, paymentHash } = rig.open({}, true).swap;
  rig.tell(id, { kind: "quote-confirmed", atMs: rig.time.clock.nowMs() });
  await flush();
  rig.node.pay(paymentHash);
  await flush();
  expect(rig.swap(id).kind).toBe("credit-pending");
  return rig.swap(id);
};

/** The rail comes back and pays. */
const credit = async (rig: Rig, { id }: PaySwap): Promise<void> => {
  expect(rig.rail.credits).toEqual([]);
  silence(rig, false);
  await rig.time.advance(200_000);
  expect(rig.swap(id).kind).toBe("paid");
  expect(rig.rail.credits).toHaveLength(1);
};

/** What is on paper, in order. */
const papers = (rig: Rig): readonly string[] =>
  rig.printed.map((document) => {
    const text = JSON.stringify(document);
    const words = text.includes("CREDIT PENDING") ? "pending" : "paid";
    expect(text.includes('"PAID"') || text.includes("/ PAID")).toBe(words === "paid");
    return text.includes("COPY") ? `${words} copy` : words;
  });

/** Everything has come to rest, and stays so. */
const atRest = async (rig: Rig, { id }: PaySwap): Promise<readonly string[]> => {
  await rig.time.advance(60_000);
  expect(waitingOf(rig.journal(), id)).toEqual([]);
  const found = papers(rig);
  rig.powerCut();
  await rig.time.advance(60_000);
  expect(papers(rig)).toEqual(found);
  return found;
};

describe("the receipt of a pending credit that is being printed while the credit is made", () => {
  it("comes to its end, and the one that says paid follows it", async () => {
    const rig = createRig();
    const gate = createGate();
    rig.printer.next("print", { kind: "answer-late", until: gate.until });
    const swap = await pend(rig);
    await credit(rig, swap);
    expect(papers(rig)).toEqual(["pending"]);
    gate.open();
    expect(await atRest(rig, swap)).toEqual(["pending", "paid"]);
  });

  it("still says pending when its paper only comes after the credit", async () => {
    const rig = createRig();
    const gate = createGate();
    rig.printer.next("print", { kind: "wait", until: gate.until });
    const swap = await pend(rig);
    await credit(rig, swap);
    expect(papers(rig)).toEqual([]);
    gate.open();
    expect(await atRest(rig, swap)).toEqual(["pending", "paid"]);
  });

  it("is not printed again when the printer's answer is lost, and the other one is printed", async () => {
    const rig = createRig();
    rig.printer.next("print", LOST_ANSWER);
    const swap = await pend(rig);
    await credit(rig, swap);
    expect(await atRest(rig, swap)).toEqual(["pending", "paid"]);
  });

  it.each(["before", "after"] as const)(
    "is left as it is when the power goes %s the credit",
    async (when) => {
      const rig = createRig();
      rig.printer.next("print", { kind: "answer-late", until: createGate().until });
      const swap = await pend(rig);
      if (when === "after") await credit(rig, swap);
      rig.powerCut();
      if (when === "before") await credit(rig, swap);
      expect(await atRest(rig, swap)).toEqual(["pending", "paid"]);
    },
  );

  it("takes with it the copy that was asked for: it says less than what follows", async () => {
    const rig = createRig();
    const gate = createGate();
    rig.printer.next("print", { kind: "answer-late", until: gate.until });
    const swap = await pend(rig);
    rig.tell(swap.id, { kind: "reprint-requested", atMs: rig.time.clock.nowMs() });
    await credit(rig, swap);
    gate.open();
    expect(await atRest(rig, swap)).toEqual(["pending", "paid"]);
  });
});

describe("the receipt of a pending credit that waits for paper", () => {
  it("is not printed any more once the credit is made", async () => {
    const rig = createRig();
    rig.printer.always("print", answer(refused("PRINTER_PAPER_OUT")));
    const swap = await pend(rig);
    await credit(rig, swap);
    rig.printer.always("print", null);
    expect(await atRest(rig, swap)).toEqual(["paid"]);
  });

  it("is not printed any more once the bitcoin is owed back, and nobody is sent to the printer", async () => {
    const rig = createRig();
    rig.printer.always("print", answer(refused("PRINTER_PAPER_OUT")));
    const { id } = await pend(rig);
    rig.rail.verdict = { failed: "ACCOUNT_CLOSED" };
    silence(rig, false);
    await rig.time.advance(200_000);
    expect(rig.swap(id).kind).toBe("owed");
    rig.printer.always("print", null);
    await rig.time.advance(60_000);
    expect(papers(rig)).toEqual([]);
  });

  it("does not stand before the receipts of others when both wait", async () => {
    const rig = createRig();
    rig.printer.always("print", answer(refused("PRINTER_PAPER_OUT")));
    const first = await pend(rig);
    const second = await pend(rig);
    silence(rig, false);
    await rig.time.advance(200_000);
    expect([rig.swap(first.id).kind, rig.swap(second.id).kind]).toEqual(["paid", "paid"]);
    rig.printer.always("print", null);
    await rig.time.advance(60_000);
    expect(papers(rig)).toEqual(["paid", "paid"]);
  });
});
