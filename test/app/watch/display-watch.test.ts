import { describe, expect, it } from "vitest";
import { layOut } from "../../../hardware/display/layout.ts";
import { watchDisplay } from "../../../main/app/watch/display-watch.ts";
import type { CustomerDisplayFace } from "../../../main/ports/devices.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { flush } from "../../support/manual-clock.ts";
import { createScreensRig, type ScreensRig } from "../support/screens-rig.ts";

const rowsOf = (face: CustomerDisplayFace): string => {
  const { upper, lower } = layOut(face, "ascii");
  return `${upper.trim()} / ${lower.trim()}`;
};

const createBench = (fails = false) => {
  const rig = createScreensRig({ mode: "live" });
  const log = createFakeLog();
  const shown: string[] = [];
  let isBroken = fails;
  const stop = watchDisplay({
    terminal: rig.terminal,
    display: {
      show: (face) => {
        if (isBroken) throw new Error("the display is on fire");
        shown.push(rowsOf(face));
      },
    },
    idleText: null,
    timers: rig.time.timers,
    log,
  });
  return {
    rig,
    log,
    shown,
    stop,
    repair: () => {
      isBroken = false;
    },
  };
};

const confirmed = async (rig: ScreensRig) => {
  const id = await rig.quote();
  rig.terminal.call("cashier", "confirmQuote", { swapId: id });
  await flush();
  return id;
};

describe("the customer display", () => {
  it("goes with a payment from the welcome to the thanks, each face once", async () => {
    const { rig, shown } = createBench();
    await rig.time.advance(0);
    const id = await confirmed(rig);
    await rig.time.advance(0);
    const hash = rig.journal().swap(id)?.swap.paymentHash;
    const view = rig.payer();
    if (hash === undefined || view.kind !== "pay") throw new Error("no payment");
    const { sats } = view.amount;
    rig.node.pay(hash);
    await rig.time.advance(1_000);
    await rig.time.advance(1_000);
    rig.terminal.call("cashier", "goIdle", {});
    await rig.time.advance(0);
    expect(shown[0]).toBe("Psar Thmei Coffee / PAY BY BITCOIN");
    expect(shown).toContain(`PAY       12,000 KHR / ${sats}`);
    expect(shown).toContain("PAID      12,000 KHR / PAID, THANK YOU");
    expect(shown.at(-1)).toBe("Psar Thmei Coffee / PAY BY BITCOIN");
    expect(shown.filter((text, index) => text === shown[index - 1])).toEqual([]);
  });

  it("takes the amount back when its time is over, though nothing else happens", async () => {
    const { rig, shown } = createBench();
    const id = await confirmed(rig);
    await rig.time.advance(0);
    expect(shown.at(-1)).toContain("sats");
    const { swap } = rig.journal().swap(id) ?? {};
    if (swap === undefined) throw new Error("no payment");
    await rig.time.advance(swap.quote.expiresAtMs - rig.time.clock.nowMs());
    expect(shown).toContain("PAY       12,000 KHR / TIME RAN OUT");
  });

  it("does no work in the turn of those who change something", async () => {
    const { rig, shown } = createBench();
    const id = await confirmed(rig);
    expect([id.startsWith("P-"), shown]).toEqual([true, []]);
    await rig.time.advance(0);
    expect(shown).toHaveLength(1);
  });

  it("stops no payment when it fails, and says what is new once it works", async () => {
    const { rig, shown, log, repair } = createBench(true);
    const id = await confirmed(rig);
    await rig.time.advance(0);
    expect(log.lines.filter(({ fields }) => fields["code"] === "DISPLAY_FAILED").length).toBe(1);
    repair();
    const hash = rig.journal().swap(id)?.swap.paymentHash;
    if (hash === undefined) throw new Error("no payment");
    rig.node.pay(hash);
    await rig.time.advance(2_000);
    expect(rig.journal().swap(id)?.swap.kind).toBe("paid");
    expect(shown.at(-1)).toBe("PAID      12,000 KHR / PAID, THANK YOU");
  });

  it("is told nothing after its end", async () => {
    const { rig, shown, stop } = createBench();
    await rig.time.advance(0);
    const told = shown.length;
    await confirmed(rig);
    stop();
    await rig.time.advance(120_000);
    expect(shown).toHaveLength(told);
  });
});
