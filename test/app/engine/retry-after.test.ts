/** A rail that asks to be left alone is: whatever is to be asked of it next, and for whichever payment. */
import { describe, expect, it } from "vitest";
import { flush } from "../../support/manual-clock.ts";
import { createRig } from "../support/rig.ts";

describe("F41: a payout that the rail is too busy for", () => {
  it("is not asked about before the time that the rail named, nor is any other", async () => {
    const rig = createRig();
    const first = await rig.openInvoice();
    const second = await rig.openInvoice();
    const retryAfterMs = 30_000;
    rig.rail.script.next("submitPayout", { kind: "lost-request", code: "RAIL_BUSY", retryAfterMs });
    rig.node.pay(first.hash);
    await flush();
    expect(rig.swap(first.id).kind).toBe("payout-unknown");
    rig.node.pay(second.hash);
    await rig.time.advance(retryAfterMs - 1);
    expect(rig.rail.script.log).toEqual(["submitPayout"]);
    await rig.time.advance(1);
    expect(rig.rail.script.log.slice(1)).toContain("queryPayout");
    await rig.time.advance(180_000);
    expect([rig.swap(first.id).kind, rig.swap(second.id).kind]).toEqual(["paid", "paid"]);
    expect(rig.rail.credits).toHaveLength(2);
  });
});
