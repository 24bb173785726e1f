/**
 * The rail tells the terminal nothing by itself: there is no address that notices could be sent to,
 * so none can be forged. What may come twice, late or out of order are answers to its own questions.
 */
import { describe, expect, it } from "vitest";
import type { PayEvent, PayState } from "../../../main/domain/swap.ts";
import { flush } from "../../support/manual-clock.ts";
import { EVENTS } from "../../support/pay-events.ts";
import { LOST_REQUEST } from "../../support/script.ts";
import { HEIGHT } from "../../support/swaps.ts";
import { balancesOf, createRig, eventsOf } from "../support/rig.ts";

const NOT_FOUND: PayEvent = { ...EVENTS["payout-not-found"], height: HEIGHT };

describe("F36: answers of the rail that come twice or out of order", () => {
  const late: readonly (readonly [string, PayEvent, PayState])[] = [
    ["paid, once more", EVENTS["payout-done"], "paid"],
    ["pending, after paid", EVENTS["payout-unknown"], "paid"],
    ["not found, after paid", NOT_FOUND, "paid"],
    ["refused, after paid", EVENTS["payout-refused"], "paid"],
  ];
  it.each(late)(
    "%s: nothing moves back, nothing is paid or printed again",
    async (_, event, end) => {
      const rig = createRig();
      const { id, hash } = await rig.openInvoice();
      rig.node.pay(hash);
      await flush();
      expect(rig.swap(id).kind).toBe(end);
      const before = {
        swap: rig.swap(id),
        events: eventsOf(rig.journal(), id),
        books: balancesOf(rig.journal()),
      };
      rig.tell(id, event);
      rig.tell(id, event);
      await rig.time.advance(60_000);
      expect({
        swap: rig.swap(id),
        events: eventsOf(rig.journal(), id),
        books: balancesOf(rig.journal()),
      }).toEqual(before);
      expect(rig.rail.credits).toHaveLength(1);
      expect(rig.printed).toHaveLength(1);
    },
  );

  it("paid, told by two questions at once, is booked once", async () => {
    const rig = createRig();
    const { id, hash } = await rig.openInvoice();
    // The node does not settle yet, so that the payment stands where the answers arrive.
    rig.node.script.always("settleInvoice", LOST_REQUEST);
    rig.node.pay(hash);
    await flush();
    expect(rig.swap(id).kind).toBe("settling");
    rig.tell(id, EVENTS["payout-done"]);
    rig.tell(id, EVENTS["payout-unknown"]);
    rig.tell(id, NOT_FOUND);
    expect(rig.swap(id).kind).toBe("settling");
    rig.node.script.always("settleInvoice", null);
    await rig.time.advance(60_000);
    expect(rig.swap(id).kind).toBe("paid");
    expect(eventsOf(rig.journal(), id).filter((kind) => kind === "payout-done")).toHaveLength(1);
    expect(rig.rail.submissions).toHaveLength(1);
    expect(rig.rail.credits).toHaveLength(1);
    expect(rig.printed).toHaveLength(1);
  });
});
