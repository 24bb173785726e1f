/** The way out of a payment whose bitcoin went back while nobody knew of its payout. */
import { describe, expect, it } from "vitest";
import { done } from "../../main/domain/outcome.ts";
import type { PayEvent } from "../../main/domain/swap.ts";
import { flush } from "../support/manual-clock.ts";
import { answer, LOST_REQUEST } from "../support/script.ts";
import { POLICY } from "../support/swaps.ts";
import {
  balancesOf,
  createRig,
  eventsOf,
  type Opened,
  type Rig,
  waitingOf,
} from "./support/rig.ts";

const DAY_MS = 86_400_000;

/** The order never reached the rail, which is silent; the node gives the bitcoin back. */
const exposed = async (): Promise<{ readonly rig: Rig; readonly swap: Opened }> => {
  const rig = createRig();
  const swap = await rig.openInvoice();
  rig.rail.script.always("submitPayout", LOST_REQUEST);
  rig.rail.script.always("queryPayout", LOST_REQUEST);
  rig.node.pay(swap.hash);
  await flush();
  rig.node.isSilent = true;
  rig.node.mine(130);
  rig.node.isSilent = false;
  await rig.time.advance(6_000);
  expect(rig.swap(swap.id)).toMatchObject({ kind: "exposed", attention: "bitcoin-gone" });
  rig.rail.script.always("submitPayout", null);
  return { rig, swap };
};

const ruleOut = ({ rig, swap }: { readonly rig: Rig; readonly swap: Opened }): string => {
  const event: PayEvent = {
    kind: "payout-ruled-out",
    note: "the bank's letter",
    atMs: rig.time.clock.nowMs(),
  };
  const applied = rig.engine().loop.apply(swap.id, event);
  return applied.kind === "refused" ? applied.code : applied.kind;
};

describe("a payout that the bank says it will never make", () => {
  it("is ruled out only once the rail itself does not know it, and ends without loss", async () => {
    const open = await exposed();
    const { rig, swap } = open;
    await rig.time.advance(2 * POLICY.railConsistencyMs);
    expect(ruleOut(open)).toBe("PAYOUT_NOT_RULED_OUT");
    rig.rail.script.always("queryPayout", null);
    await rig.time.advance(10_000);
    expect(ruleOut(open)).toBe("committed");
    expect(rig.swap(swap.id)).toMatchObject({
      kind: "returned",
      reason: "payout-ruled-out",
      attention: null,
    });
    expect(balancesOf(rig.journal())).toEqual([]);
    expect(eventsOf(rig.journal(), swap.id).at(-1)).toBe("payout-ruled-out");
    const last = rig.journal().eventsOf(swap.id).at(-1);
    expect(last?.event).toMatchObject({ note: "the bank's letter" });
    expect(rig.rail.submissions).toHaveLength(1);
    expect(rig.printed).toEqual([]);
  });

  it("is not ruled out within the rail's window, nor while the rail has it pending", async () => {
    const open = await exposed();
    const { rig } = open;
    rig.rail.script.always("queryPayout", null);
    await rig.time.advance(POLICY.railConsistencyMs / 2);
    expect(ruleOut(open)).toBe("PAYOUT_NOT_RULED_OUT");
    await rig.time.advance(POLICY.railConsistencyMs);
    rig.rail.script.always("queryPayout", answer(done({ kind: "pending" })));
    await rig.time.advance(10_000);
    expect(ruleOut(open)).toBe("PAYOUT_NOT_RULED_OUT");
    rig.rail.script.always("queryPayout", null);
    await rig.time.advance(POLICY.railConsistencyMs - 10_000);
    expect(ruleOut(open)).toBe("PAYOUT_NOT_RULED_OUT");
    await rig.time.advance(20_000);
    expect(ruleOut(open)).toBe("committed");
  });

  const ruledOut = async () => {
    const open = await exposed();
    open.rig.rail.script.always("queryPayout", null);
    await open.rig.time.advance(2 * POLICY.railConsistencyMs);
    expect(ruleOut(open)).toBe("committed");
    return open;
  };

  it("is booked as a loss, with an alarm, when the bank pays all the same, days later", async () => {
    const { rig, swap } = await ruledOut();
    await rig.time.advance(60_000);
    rig.powerCut();
    await rig.time.advance(60_000);
    expect(rig.swap(swap.id)).toMatchObject({ kind: "returned", attention: null });
    // Somebody at the bank sends the order that lay there after all.
    const { quote, payee } = rig.swap(swap.id);
    await rig.rail.port.submitPayout({
      key: swap.key,
      khqr: payee.khqr,
      amount: quote.fiat,
      reference: "SATRIEL 1",
    });
    await rig.time.advance(3_600_000);
    expect(rig.swap(swap.id)).toMatchObject({ kind: "lost", attention: "payout-conflict" });
    expect(balancesOf(rig.journal())).toEqual(["loss khr 12000", "payout-float khr -12000"]);
    expect(rig.log.lines).toContainEqual({
      level: "warn",
      message: "a person is called",
      fields: { swap: swap.id, state: "lost", attention: "payout-conflict" },
    });
    expect(waitingOf(rig.journal(), swap.id)).toEqual([]);
    const records = rig.journal().records.due(9);
    expect(records.map(({ kind }) => kind)).toEqual(["bitcoin-returned"]);
  });

  it("is asked about for a week, and then no more", async () => {
    const { rig, swap } = await ruledOut();
    const before = rig.rail.script.calls("queryPayout");
    await rig.time.advance(10_000);
    rig.time.jumpWall(7 * DAY_MS);
    await rig.time.advance(3_600_000);
    expect(rig.rail.script.calls("queryPayout") - before).toBeLessThanOrEqual(2);
    expect(waitingOf(rig.journal(), swap.id)).toEqual([]);
    expect(rig.swap(swap.id).kind).toBe("returned");
  });
});
