import { describe, expect, it } from "vitest";
import { msat } from "../../main/domain/money.ts";
import { done, refused, unknown } from "../../main/domain/outcome.ts";
import type { EndReason, PayState } from "../../main/domain/swap.ts";
import { flush } from "../support/manual-clock.ts";
import { answer, createGate, LOST_ANSWER, LOST_REQUEST } from "../support/script.ts";
import { HEIGHT, POLICY, QUOTE } from "../support/swaps.ts";
import {
  balancesOf,
  createRig,
  eventsOf,
  type Opened,
  type Rig,
  waitingOf,
} from "./support/rig.ts";

const EARNED = [
  "bitcoin-owned msat 4610000",
  "fee-income msat -45643",
  "fx-clearing khr 12000",
  "fx-clearing msat -4564242",
  "payout-float khr -12000",
  "rounding msat -115",
];
const NOTHING: readonly string[] = [];

interface Scenario {
  readonly name: string;
  /** What happens once the invoice is on show. */
  readonly play: (rig: Rig, swap: Opened) => Promise<void>;
  readonly end: PayState;
  readonly reason?: EndReason;
  readonly node: "settled" | "cancelled" | "open" | "held";
  /** Orders sent to the rail, and credits made by it. */
  readonly sent: number;
  readonly credits: number;
  readonly books: readonly string[];
  readonly receipts: number;
}

const pay = async ({ node }: Rig, { hash }: Opened): Promise<void> => {
  node.pay(hash);
  await flush();
};

const ended = {
  node: "cancelled",
  sent: 0,
  credits: 0,
  books: NOTHING,
  receipts: 0,
} as const;
const paid = {
  end: "paid",
  node: "settled",
  sent: 1,
  credits: 1,
  books: EARNED,
  receipts: 1,
} as const;

const SCENARIOS: readonly Scenario[] = [
  { name: "everything goes well", play: pay, ...paid },
  {
    name: "the payout is refused: the bitcoin goes back (F38)",
    play: async (rig, swap) => {
      rig.rail.verdict = { failed: "ACCOUNT_CLOSED" };
      await pay(rig, swap);
    },
    ...ended,
    end: "returned",
    reason: "payout-refused",
    sent: 1,
  },
  {
    name: "one msat too much is kept and booked (F8)",
    play: async ({ node }, { hash }) => {
      node.pay(hash, { receivedMsat: msat(QUOTE.invoiceMsat + 1n) });
      await flush();
    },
    ...paid,
    books: EARNED.map((line) =>
      line.startsWith("bitcoin-owned") ? "bitcoin-owned msat 4610001" : line,
    ).concat("overpaid msat -1"),
  },
  {
    name: "twice the amount goes back (F8)",
    play: async ({ node }, { hash }) => {
      node.pay(hash, { receivedMsat: msat(QUOTE.invoiceMsat * 2n) });
      await flush();
    },
    ...ended,
    end: "returned",
    reason: "overpaid",
  },
  {
    name: "paid after the quote and its grace goes back (F9)",
    play: async ({ node, time }, { hash }) => {
      node.isSilent = true;
      const lateMs = time.clock.nowMs() + 60_000 + POLICY.expiryGraceMs + 1;
      node.pay(hash, { acceptedAtMs: lateMs });
      await time.advance(6_000);
    },
    ...ended,
    end: "returned",
    reason: "paid-late",
  },
  {
    name: "too few blocks left goes back (F10)",
    play: async ({ node }, { hash }) => {
      node.pay(hash, { timeoutHeight: HEIGHT + POLICY.payoutMinBlocks - 1 });
      await flush();
    },
    ...ended,
    end: "returned",
    reason: "too-few-blocks",
  },
  {
    name: "the price moved by five per cent goes back (F55)",
    play: async (rig, swap) => {
      rig.knobs.marketMsat = msat((QUOTE.baseMsat * 105n) / 100n);
      await pay(rig, swap);
    },
    ...ended,
    end: "returned",
    reason: "price-moved",
  },
  {
    name: "no price any more: what is held finishes at its locked rate (F54)",
    play: async (rig, swap) => {
      rig.knobs.marketMsat = null;
      await pay(rig, swap);
    },
    ...paid,
  },
  {
    name: "stopped by the operator goes back",
    play: async (rig, swap) => {
      rig.knobs.isStopped = true;
      await pay(rig, swap);
    },
    ...ended,
    end: "returned",
    reason: "stopped-by-operator",
  },
  {
    name: "nobody pays: the quote runs out",
    play: async ({ time }) => time.advance(75_000),
    ...ended,
    end: "expired",
  },
  {
    name: "the payout's answer is lost and it happened: asked, not sent again (F32)",
    play: async (rig, swap) => {
      rig.rail.script.next("submitPayout", LOST_ANSWER);
      await pay(rig, swap);
    },
    ...paid,
  },
  {
    name: "the payout's request is lost: sent again under the same key after the window (F33)",
    play: async (rig, swap) => {
      rig.rail.script.next("submitPayout", LOST_REQUEST);
      await pay(rig, swap);
      await rig.time.advance(POLICY.railConsistencyMs - 2_000);
      expect(rig.rail.submissions).toHaveLength(1);
      expect(rig.swap(swap.id).kind).toBe("payout-unknown");
      await rig.time.advance(60_000);
    },
    ...paid,
    sent: 2,
  },
  {
    name: "the rail does not know of a payout that it made for 80 s (F34)",
    play: async (rig, swap) => {
      rig.rail.script.next("submitPayout", LOST_ANSWER);
      rig.rail.script.always("queryPayout", answer(done({ kind: "not-found" })));
      await pay(rig, swap);
      await rig.time.advance(80_000);
      expect(rig.swap(swap.id).kind).toBe("payout-unknown");
      rig.rail.script.always("queryPayout", null);
      await rig.time.advance(40_000);
    },
    ...paid,
  },
  {
    name: "the rail confirms another amount first: not believed until it says ours (F37)",
    play: async (rig, swap) => {
      rig.rail.script.next("submitPayout", LOST_ANSWER);
      const other = { currency: "KHR", minor: 11_000n };
      const payout = { reference: "FT9", paidAtMs: 1 };
      rig.rail.script.next("queryPayout", answer(done({ kind: "paid", payout, amount: other })));
      await pay(rig, swap);
      expect(rig.swap(swap.id).kind).toBe("payout-unknown");
      expect(rig.node.state(swap.hash)).toBe("held");
      await rig.time.advance(5_000);
    },
    ...paid,
  },
  {
    name: "a pending payout is paid later",
    play: async (rig, swap) => {
      rig.rail.verdict = "pending";
      await pay(rig, swap);
      await rig.time.advance(300_000);
      expect(rig.swap(swap.id)).toMatchObject({
        kind: "payout-unknown",
        attention: "payout-outcome-unknown",
      });
      rig.rail.decide(swap.key, "paid");
      await rig.time.advance(30_000);
    },
    ...paid,
  },
  {
    name: "a pending payout fails later: the bitcoin goes back",
    play: async (rig, swap) => {
      rig.rail.verdict = "pending";
      await pay(rig, swap);
      await rig.time.advance(10_000);
      rig.rail.decide(swap.key, { failed: "ACCOUNT_BLOCKED" });
      await rig.time.advance(30_000);
    },
    ...ended,
    end: "returned",
    reason: "payout-refused",
    sent: 1,
  },
  {
    name: "the answer to settling is lost (F12)",
    play: async (rig, swap) => {
      rig.node.isSilent = true;
      rig.node.script.next("settleInvoice", LOST_ANSWER, LOST_REQUEST);
      await rig.time.advance(0);
      rig.node.pay(swap.hash);
      await rig.time.advance(8_000);
    },
    ...paid,
  },
  {
    name: "the node has given the bitcoin back when it is to be settled: a loss (F13)",
    play: async (rig, swap) => {
      const gate = createGate();
      rig.rail.script.next("submitPayout", { kind: "answer-late", until: gate.until });
      rig.node.isSilent = true;
      rig.node.pay(swap.hash);
      await rig.time.advance(5_000);
      rig.node.set(swap.hash, { kind: "cancelled" });
      gate.open();
      await flush();
    },
    ...paid,
    end: "lost",
    node: "cancelled",
    books: ["loss khr 12000", "payout-float khr -12000"],
  },
  {
    name: "the cashier cancels before anybody pays",
    play: async ({ tell, time }, { id }) => {
      tell(id, { kind: "cancel-requested", atMs: time.clock.nowMs() });
      await flush();
    },
    ...ended,
    end: "cancelled",
    reason: "cancelled-by-cashier",
  },
  {
    name: "the cashier cancels while the payer pays: the payment is seen first",
    play: async ({ node, tell, time }, { id, hash }) => {
      const gate = createGate();
      node.script.next("cancelInvoice", { kind: "wait", until: gate.until });
      tell(id, { kind: "cancel-requested", atMs: time.clock.nowMs() });
      node.pay(hash);
      await flush();
      gate.open();
      await flush();
    },
    ...ended,
    end: "returned",
    reason: "cancelled-by-cashier",
  },
  {
    name: "the cashier cancels while the payer pays: the cancel's answer is lost",
    play: async ({ node, tell, time }, { id, hash }) => {
      node.isSilent = true;
      node.pay(hash);
      node.script.next("cancelInvoice", LOST_ANSWER);
      tell(id, { kind: "cancel-requested", atMs: time.clock.nowMs() });
      await time.advance(6_000);
    },
    ...ended,
    end: "cancelled",
    reason: "cancelled-by-cashier",
  },
  {
    name: "the cashier cancels while the held payment is being judged",
    play: async ({ node, tell, time }, { id, hash }) => {
      const gate = createGate();
      node.script.next("nodeInfo", { kind: "wait", until: gate.until });
      node.pay(hash);
      await flush();
      tell(id, { kind: "cancel-requested", atMs: time.clock.nowMs() });
      gate.open();
      await flush();
    },
    ...ended,
    end: "returned",
    reason: "cancelled-by-cashier",
  },
  {
    name: "the cashier cancels while the payout is under way: too late",
    play: async ({ rail, node, tell, time }, { id, hash }) => {
      const gate = createGate();
      rail.script.next("submitPayout", { kind: "wait", until: gate.until });
      node.pay(hash);
      await flush();
      tell(id, { kind: "cancel-requested", atMs: time.clock.nowMs() });
      gate.open();
      await flush();
    },
    ...paid,
  },
  {
    name: "the node is found settled when it is told to cancel: owed, never paid out (F14)",
    play: async ({ node, tell, time }, { id, hash }) => {
      node.isSilent = true;
      node.pay(hash);
      node.set(hash, { kind: "settled" });
      tell(id, { kind: "cancel-requested", atMs: time.clock.nowMs() });
      await flush();
    },
    ...ended,
    end: "owed",
    node: "settled",
    books: ["bitcoin-owned msat 4610000", "owed-to-payer msat -4610000"],
  },
  {
    name: "the node reads a held invoice as open for a while (F5)",
    play: async ({ node, rail, time }, { id, hash }) => {
      rail.verdict = "pending";
      node.pay(hash);
      await flush();
      const held = await node.port.lookUpInvoice(hash);
      node.set(hash, { kind: "open" });
      await time.advance(70_000);
      if (held.kind === "done") node.set(hash, held.value);
      const swap = rail.submissions[0];
      if (swap !== undefined) rail.decide(swap.key, "paid");
      await time.advance(30_000);
      expect(id).toMatch(/^P-/);
    },
    ...paid,
  },
  {
    name: "the printer has no paper for a while (F75)",
    play: async (rig, swap) => {
      rig.printer.next("print", answer(refused("PAPER_OUT")), answer(refused("PAPER_OUT")));
      await pay(rig, swap);
      expect(rig.swap(swap.id).kind).toBe("paid");
      await rig.time.advance(20_000);
    },
    ...paid,
  },
  {
    name: "the node does not follow the chain when the payment comes: judged later (F17)",
    play: async (rig, swap) => {
      rig.node.info.syncedToChain = false;
      await pay(rig, swap);
      await rig.time.advance(10_000);
      expect(rig.swap(swap.id).kind).toBe("held");
      expect(rig.rail.submissions).toEqual([]);
      rig.node.info.syncedToChain = true;
      await rig.time.advance(15_000);
    },
    ...paid,
  },
];

describe("a payment, when", () => {
  it.each(SCENARIOS)("$name", async (scenario) => {
    const rig = createRig();
    const swap = await rig.openInvoice();
    expect(rig.swap(swap.id).kind).toBe("awaiting-payment");
    await scenario.play(rig, swap);
    const last = rig.swap(swap.id);
    expect(last.kind).toBe(scenario.end);
    if (scenario.reason !== undefined) expect(last).toMatchObject({ reason: scenario.reason });
    expect(rig.node.state(swap.hash)).toBe(scenario.node);
    expect(rig.rail.submissions).toHaveLength(scenario.sent);
    expect(new Set(rig.rail.submissions.map(({ key }) => key)).size).toBeLessThanOrEqual(1);
    expect(rig.rail.credits).toHaveLength(scenario.credits);
    expect(balancesOf(rig.journal())).toEqual([...scenario.books].sort());
    expect(rig.printed).toHaveLength(scenario.receipts);
    expect(waitingOf(rig.journal(), swap.id)).toEqual([]);
  });
});

describe("before there is an invoice", () => {
  it("a node that cannot be reached keeps nobody's money, and the quote runs out", async () => {
    const rig = createRig();
    rig.node.script.always("createHoldInvoice", LOST_REQUEST);
    const { id, hash } = await rig.openInvoice();
    await rig.time.advance(90_000);
    expect(rig.swap(id).kind).toBe("expired");
    expect(rig.node.state(hash)).toBe("missing");
    expect(balancesOf(rig.journal())).toEqual([]);
  });

  it("an invoice whose answer was lost is found again, not made twice (F2)", async () => {
    const rig = createRig();
    rig.node.script.next("createHoldInvoice", LOST_ANSWER);
    const { id, hash } = await rig.openInvoice();
    await rig.time.advance(1_000);
    expect(rig.swap(id)).toMatchObject({ kind: "awaiting-payment" });
    expect(rig.node.state(hash)).toBe("open");
    expect(eventsOf(rig.journal(), id)).toEqual(["quote-confirmed", "invoice-created"]);
  });

  it("a hash that stands for another amount ends the swap (F19)", async () => {
    const rig = createRig();
    rig.node.script.next("createHoldInvoice", answer(refused("INVOICE_HASH_TAKEN")));
    const { id } = await rig.openInvoice();
    expect(rig.swap(id)).toMatchObject({ kind: "cancelled", code: "INVOICE_HASH_TAKEN" });
    expect(balancesOf(rig.journal())).toEqual([]);
  });
});

describe("two payments at once", () => {
  it("do not wait for each other, and each is paid out under its own key", async () => {
    const rig = createRig();
    const first = await rig.openInvoice();
    const second = await rig.openInvoice();
    rig.rail.script.next("submitPayout", answer(unknown("HTTP_TIMEOUT")));
    rig.rail.script.next("queryPayout", answer(unknown("HTTP_TIMEOUT")));
    await pay(rig, first);
    await pay(rig, second);
    expect(rig.swap(first.id).kind).toBe("payout-unknown");
    expect(rig.swap(second.id).kind).toBe("paid");
    await rig.time.advance(200_000);
    expect(rig.swap(first.id).kind).toBe("paid");
    expect(rig.rail.credits.map(({ key }) => key).sort()).toEqual([first.key, second.key].sort());
  });
});
