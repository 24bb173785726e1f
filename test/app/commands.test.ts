import { describe, expect, it } from "vitest";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import { fiat } from "../../main/domain/money.ts";
import { done } from "../../main/domain/outcome.ts";
import { flush } from "../support/manual-clock.ts";
import { answer, LOST_REQUEST } from "../support/script.ts";
import { POLICY } from "../support/swaps.ts";
import { codeFor, createScreensRig, OWN_CODE, type ScreensRig } from "./support/screens-rig.ts";

const OK = { ok: true };
const no = (code: string) => ({ ok: false, code });

const call = ({ terminal }: ScreensRig, name: "cancel" | "goIdle" | "startOwnCode") =>
  terminal.call("cashier", name, {});

const situation = (view: CashierView): string =>
  view.kind === "swap" ? view.swap.situation : view.kind;

/** A payment that has gone through, still on the screens. */
const payThrough = async (rig: ScreensRig): Promise<string> => {
  const swapId = await rig.quote();
  expect(rig.terminal.call("cashier", "confirmQuote", { swapId })).toEqual(OK);
  await flush();
  rig.node.pay(rig.swap(swapId).paymentHash);
  await flush();
  expect(situation(rig.cashier())).toBe("paid");
  return swapId;
};

describe("a payment by the buttons", () => {
  it("goes from the scan to the receipt", async () => {
    const rig = createScreensRig();
    const seen: string[] = [];
    const see = (): void => void seen.push(`${situation(rig.cashier())} ${rig.payer().kind}`);
    see();
    expect(call(rig, "startOwnCode")).toEqual(OK);
    see();
    await flush();
    see();
    expect(rig.terminal.call("cashier", "setEntry", { digits: "12000" })).toEqual(OK);
    expect(rig.terminal.call("cashier", "submitAmount", {})).toEqual(OK);
    see();
    await flush();
    see();
    const view = rig.cashier();
    const swapId = view.kind === "review" ? view.swapId : "";
    expect(rig.terminal.call("cashier", "confirmQuote", { swapId })).toEqual(OK);
    await flush();
    see();
    rig.node.pay(rig.swap(swapId as never).paymentHash);
    await flush();
    see();
    expect(seen).toEqual([
      "idle welcome",
      "checking welcome",
      "amount welcome",
      "quoting welcome",
      "review review",
      "awaiting-payment pay",
      "paid paid",
    ]);
    expect(rig.printed).toHaveLength(1);
    expect(rig.terminal.call("cashier", "reprint", { swapId })).toEqual(OK);
    await flush();
    expect(rig.printed).toHaveLength(2);
    expect(JSON.stringify(rig.printed[0])).not.toContain("COPY");
    expect(JSON.stringify(rig.printed[1])).toContain("COPY");
  });

  it("tells the screens of every change", async () => {
    const rig = createScreensRig();
    let changes = 0;
    const stop = rig.terminal.onChange(() => (changes += 1));
    await rig.quote();
    expect(changes).toBeGreaterThan(2);
    const before = changes;
    rig.health.set("printer", "down");
    expect(changes).toBe(before + 1);
    stop();
    rig.health.set("printer", "up");
    expect(changes).toBe(before + 1);
  });
});

describe("a scan", () => {
  it("is not taken while a payment on screen still needs the cashier", async () => {
    const rig = createScreensRig();
    const swapId = await rig.quote();
    expect(rig.terminal.scanned(OWN_CODE)).toEqual(no("SCAN_BUSY"));
    expect(call(rig, "startOwnCode")).toEqual(no("SCAN_BUSY"));
    expect(rig.cashier()).toMatchObject({ kind: "review", swapId });
  });

  it("begins the next payment when the one on screen has ended", async () => {
    const rig = createScreensRig();
    await payThrough(rig);
    expect(rig.terminal.scanned(codeFor(fiat("KHR", 500n)))).toEqual(OK);
    await flush();
    expect(rig.cashier()).toMatchObject({ kind: "review", amount: { fiat: "500 ៛" } });
  });

  it("that the scanner could not take is told, and disturbs no payment", async () => {
    const rig = createScreensRig();
    rig.terminal.scanRefused("SCAN_NOT_QR");
    expect(rig.cashier()).toMatchObject({ kind: "refused", code: "SCAN_NOT_QR" });
    const swapId = await rig.quote();
    rig.terminal.scanRefused("SCAN_GARBLED");
    expect(rig.cashier()).toMatchObject({ kind: "review", swapId });
  });

  it("that the scanner could not take leaves what was paid on the screen", async () => {
    const rig = createScreensRig();
    await payThrough(rig);
    const before = rig.cashier().kind;
    rig.terminal.scanRefused("SCAN_INCOMPLETE");
    expect(rig.cashier().kind).toBe(before);
  });

  it("of the shop's own code needs one", () => {
    const rig = createScreensRig({ ownCode: null });
    expect(call(rig, "startOwnCode")).toEqual(no("NO_OWN_CODE"));
    expect(rig.cashier()).toMatchObject({ kind: "idle", ownCodeName: null });
  });
});

describe("leaving", () => {
  it("a draft drops it", async () => {
    const rig = createScreensRig();
    rig.terminal.scanned(OWN_CODE);
    await flush();
    expect(call(rig, "cancel")).toEqual(OK);
    expect(rig.cashier().kind).toBe("idle");
  });

  it("a quote gives it up", async () => {
    const rig = createScreensRig();
    const id = await rig.quote();
    expect(call(rig, "goIdle")).toEqual(OK);
    expect(rig.swap(id)).toMatchObject({ kind: "cancelled", reason: "cancelled-by-cashier" });
    expect(rig.cashier().kind).toBe("idle");
  });

  it("an open payment lets it go on by itself", async () => {
    const rig = createScreensRig();
    const id = await rig.quote();
    rig.terminal.call("cashier", "confirmQuote", { swapId: id });
    await flush();
    expect(call(rig, "goIdle")).toEqual(OK);
    expect(rig.cashier().kind).toBe("idle");
    expect(rig.swap(id).kind).toBe("awaiting-payment");
    expect(rig.terminal.snapshot("cashier").openElsewhere).toMatchObject([{ swapId: id }]);
    rig.node.pay(rig.swap(id).paymentHash);
    await flush();
    expect(rig.swap(id).kind).toBe("paid");
  });

  it("a payment whose payout is under way is too late to cancel", async () => {
    const rig = createScreensRig();
    const id = await rig.quote();
    rig.terminal.call("cashier", "confirmQuote", { swapId: id });
    await flush();
    rig.rail.verdict = "pending";
    rig.node.pay(rig.swap(id).paymentHash);
    await flush();
    expect(call(rig, "cancel")).toEqual(no("CANCEL_TOO_LATE"));
    expect(rig.node.state(rig.swap(id).paymentHash)).toBe("held");
  });
});

describe("commands about a swap", () => {
  it.each(["confirmQuote", "reprint", "markRefunded", "showSwap", "showRuleOut"] as const)(
    "%s refuses one that is not there",
    (name) => {
      const { terminal } = createScreensRig();
      expect(terminal.call("cashier", name, { swapId: "P-0000000000000000" })).toEqual(
        no("SWAP_UNKNOWN"),
      );
    },
  );

  it("confirming twice makes one invoice", async () => {
    const rig = createScreensRig();
    const swapId = await rig.quote();
    rig.terminal.call("cashier", "confirmQuote", { swapId });
    expect(rig.terminal.call("cashier", "confirmQuote", { swapId })).toEqual(
      no("EVENT_OUT_OF_PLACE"),
    );
    await flush();
    expect(rig.node.orders).toHaveLength(1);
  });

  it("a quote that has run out brings no invoice", async () => {
    const rig = createScreensRig();
    const swapId = await rig.quote();
    rig.time.jumpWall(60_001);
    rig.terminal.call("cashier", "confirmQuote", { swapId });
    await flush();
    expect(rig.swap(swapId).kind).toBe("expired");
    expect(rig.node.orders).toEqual([]);
  });

  it("a quote given before the operator's stop brings no invoice after it", async () => {
    const rig = createScreensRig();
    const swapId = await rig.quote();
    rig.knobs.isStopped = true;
    expect(rig.terminal.call("cashier", "confirmQuote", { swapId })).toEqual(
      no("STOPPED_BY_OPERATOR"),
    );
    await flush();
    expect(rig.swap(swapId).kind).toBe("quoted");
    expect(rig.node.orders).toEqual([]);
  });

  it("reprinting needs a receipt, marking as refunded needs a debt", async () => {
    const rig = createScreensRig();
    const swapId = await rig.quote();
    expect(rig.terminal.call("cashier", "reprint", { swapId })).toEqual(no("NO_RECEIPT"));
    expect(rig.terminal.call("cashier", "markRefunded", { swapId })).toEqual(
      no("EVENT_OUT_OF_PLACE"),
    );
  });
});

describe("ruling a payout out", () => {
  /** The rail is silent when it should pay, and the node gives the bitcoin back. */
  const exposed = async () => {
    const rig = createScreensRig();
    const swapId = await rig.quote();
    rig.rail.script.always("submitPayout", LOST_REQUEST);
    rig.rail.script.always("queryPayout", LOST_REQUEST);
    rig.terminal.call("cashier", "confirmQuote", { swapId });
    await flush();
    rig.node.pay(rig.swap(swapId).paymentHash);
    await flush();
    rig.node.isSilent = true;
    rig.node.mine(130);
    rig.node.isSilent = false;
    await rig.time.advance(6_000);
    expect(situation(rig.cashier())).toBe("exposed");
    return { rig, swapId };
  };

  it("takes two steps, and only once the rail does not know it", async () => {
    const { rig, swapId } = await exposed();
    const command = (name: "showRuleOut" | "ruleOutPayout" | "showSwap") =>
      rig.terminal.call("cashier", name, { swapId });
    expect(command("showRuleOut")).toEqual(no("PAYOUT_NOT_RULED_OUT"));
    rig.rail.script.always("queryPayout", null);
    await rig.time.advance(2 * POLICY.railConsistencyMs);
    expect(rig.cashier()).toMatchObject({ kind: "swap", swap: { canRuleOut: true } });
    expect(command("ruleOutPayout")).toEqual(no("EVENT_OUT_OF_PLACE"));
    expect(command("showRuleOut")).toEqual(OK);
    expect(rig.cashier()).toMatchObject({ kind: "rule-out", swap: { swapId } });
    expect(rig.terminal.snapshot("cashier").openElsewhere).toEqual([]);
    expect(command("showSwap")).toEqual(OK);
    expect(command("ruleOutPayout")).toEqual(no("EVENT_OUT_OF_PLACE"));
    expect(command("showRuleOut")).toEqual(OK);
    expect(command("ruleOutPayout")).toEqual(OK);
    expect(rig.cashier()).toMatchObject({
      kind: "swap",
      swap: { situation: "returned", reason: "payout-ruled-out", canRuleOut: false },
    });
    expect(rig.payer().kind).toBe("welcome");
  });

  it("is asked no more when the rail knows the payout after all", async () => {
    const { rig, swapId } = await exposed();
    rig.rail.script.always("queryPayout", null);
    await rig.time.advance(2 * POLICY.railConsistencyMs);
    rig.terminal.call("cashier", "showRuleOut", { swapId });
    rig.rail.script.always("queryPayout", answer(done({ kind: "pending" })));
    await rig.time.advance(10_000);
    expect(situation(rig.cashier())).toBe("exposed");
    expect(rig.terminal.call("cashier", "ruleOutPayout", { swapId })).toEqual(
      no("PAYOUT_NOT_RULED_OUT"),
    );
  });
});

describe("a swap out of the history", () => {
  it("is shown to the cashier alone: the payer never sees another's payment", async () => {
    const rig = createScreensRig();
    const swapId = await payThrough(rig);
    call(rig, "goIdle");
    expect(rig.payer().kind).toBe("welcome");
    rig.terminal.call("cashier", "showHistory", { page: 0 });
    expect(rig.payer().kind).toBe("welcome");
    expect(rig.terminal.call("cashier", "showSwap", { swapId })).toEqual(OK);
    expect(rig.cashier()).toMatchObject({ kind: "swap", swap: { swapId, canReprint: true } });
    expect(rig.payer()).toEqual({ kind: "welcome", shopName: "Psar Thmei Coffee" });
    expect(rig.terminal.scanned(OWN_CODE)).toEqual(OK);
  });

  it("that is still open is shown to both: its payer may stand there", async () => {
    const rig = createScreensRig();
    const swapId = await rig.quote();
    rig.terminal.call("cashier", "confirmQuote", { swapId });
    await flush();
    call(rig, "goIdle");
    rig.terminal.call("cashier", "showSwap", { swapId });
    expect(rig.payer().kind).toBe("pay");
    rig.node.pay(rig.swap(swapId).paymentHash);
    await flush();
    expect(rig.payer().kind).toBe("paid");
  });
});

describe("how a screen reads", () => {
  it("is set for each screen apart", () => {
    const { terminal } = createScreensRig();
    expect(terminal.call("cashier", "setLanguage", { role: "payer", language: "km" })).toEqual(OK);
    expect(terminal.call("cashier", "setTheme", { role: "cashier", theme: "dark" })).toEqual(OK);
    expect(terminal.snapshot("payer")).toMatchObject({ language: "km", theme: "light" });
    expect(terminal.snapshot("cashier")).toMatchObject({ language: "en", theme: "dark" });
  });
});

describe("prices that jumped", () => {
  const jumped = async (): Promise<ScreensRig> => {
    const rig = createScreensRig();
    await rig.time.advance(2_000);
    rig.rates.btcUsd = { num: 6_800_000n, den: 1n };
    await rig.time.advance(1_000);
    return rig;
  };

  it("are shown before and now, and go on at the operator's word", async () => {
    const rig = await jumped();
    expect(rig.cashier()).toMatchObject({
      kind: "idle",
      priceJump: { before: "1 BTC = US$64,000.00", now: "1 BTC = US$68,000.00" },
    });
    expect(rig.terminal.call("cashier", "rearmPrices", {})).toEqual(OK);
    expect(rig.cashier()).toMatchObject({ kind: "idle", priceJump: null });
    await rig.quote();
    expect(rig.terminal.call("cashier", "rearmPrices", {})).toEqual(no("PRICES_NOT_STOPPED"));
  });

  it("stay stopped while the sources do not agree", async () => {
    const rig = await jumped();
    rig.rates.ageMs = 11_000;
    expect(rig.cashier()).toMatchObject({ priceJump: { now: null } });
    expect(rig.terminal.call("cashier", "rearmPrices", {})).toEqual(no("RATE_STALE"));
    rig.rates.ageMs = 0;
    expect(rig.cashier()).toMatchObject({ priceJump: { now: "1 BTC = US$68,000.00" } });
  });
});

describe("what is wrong with the terminal itself", () => {
  it("is counted on the idle screen and listed, the worst first", () => {
    const rig = createScreensRig();
    const sinceMs = rig.time.clock.nowMs();
    rig.troubles.tell("backup", "BACKUP_FOLDER_MISSING");
    rig.troubles.tell("disk", "DISK_LOW");
    expect(rig.cashier()).toMatchObject({ kind: "idle", troubles: 2 });
    expect(rig.terminal.call("cashier", "showNode", {})).toEqual(OK);
    expect(rig.cashier()).toEqual({ kind: "node", verdict: "unknown", reasons: [], facts: null });
    expect(rig.payer()).toMatchObject({ kind: "welcome" });
    expect(rig.terminal.call("cashier", "showTroubles", {})).toEqual(OK);
    expect(rig.cashier()).toEqual({
      kind: "troubles",
      troubles: [
        { code: "DISK_LOW", sinceMs },
        { code: "BACKUP_FOLDER_MISSING", sinceMs },
      ],
      lastBackupAtMs: null,
      queued: 0,
    });
    rig.troubles.tell("disk", null);
    rig.troubles.tell("backup", null);
    expect(rig.cashier()).toMatchObject({ kind: "troubles", troubles: [] });
  });
});
