import { describe, expect, it } from "vitest";
import type { CashierSnapshot, PayerSnapshot } from "../../../main/bridge/contract.ts";
import { coreMessageSchema } from "../../../main/bridge/schema.ts";
import { fiat } from "../../../main/domain/money.ts";
import type { SwapId } from "../../../main/domain/swap.ts";
import { flush } from "../../support/manual-clock.ts";
import { createGate } from "../../support/script.ts";
import { NOW_MS } from "../../support/swaps.ts";
import { OPEN_STATES, lead, PATHS, STAND_IN_STATES } from "../support/paths.ts";
import { codeFor, createScreensRig, OWN_CODE, type ScreensRig } from "../support/screens-rig.ts";

/** What goes over the bridge, as the schema of the bridge takes it. */
const overTheBridge = (snapshot: CashierSnapshot | PayerSnapshot): string => {
  const message = { type: "snapshot", snapshot };
  expect(coreMessageSchema.safeParse(message).error).toBeUndefined();
  return JSON.stringify(message);
};

const bothScreens = ({ terminal }: ScreensRig): string =>
  overTheBridge(terminal.snapshot("cashier")) + overTheBridge(terminal.snapshot("payer"));

describe("the screens before a quote", () => {
  it("say whose code it is while the account is asked for", async () => {
    const rig = createScreensRig();
    rig.rail.script.next("lookUpAccount", { kind: "wait", until: createGate().until });
    rig.terminal.scanned(OWN_CODE);
    expect(rig.cashier()).toEqual({
      kind: "checking",
      payee: {
        codeName: "John Smith",
        holderName: null,
        namesDiffer: false,
        city: "Phnom Penh",
        account: "joh••••th@devb",
      },
      sinceMs: NOW_MS,
    });
    bothScreens(rig);
    await flush();
  });

  it.each([
    ["", null],
    ["0", "0 ៛"],
    ["12000", "12,000 ៛"],
  ])("read what is typed: %j as %j", async (digits, amount) => {
    const rig = createScreensRig();
    rig.terminal.scanned(OWN_CODE);
    await flush();
    rig.terminal.call("cashier", "setEntry", { digits });
    expect(rig.cashier()).toMatchObject({
      kind: "amount",
      currency: "KHR",
      digits,
      amount,
      limits: "100 ៛ – 2,000,000 ៛",
    });
    bothScreens(rig);
  });

  it("say what is asked for while the quote is made", async () => {
    const rig = createScreensRig();
    rig.node.script.next("nodeInfo", { kind: "wait", until: createGate().until });
    rig.terminal.scanned(codeFor(fiat("USD", 1_250n)));
    await flush();
    expect(rig.cashier()).toMatchObject({
      kind: "quoting",
      amount: { fiat: "US$12.50", sats: null },
    });
    bothScreens(rig);
  });

  it("say why a code is not taken, without its text", () => {
    const rig = createScreensRig();
    rig.terminal.scanned("<script>alert(1)</script>");
    expect(rig.cashier()).toEqual({
      kind: "refused",
      code: "NOT_EMV",
      detail: null,
      dayLimit: null,
    });
    expect(bothScreens(rig)).not.toContain("script>");
  });
});

describe("a snapshot", () => {
  it("carries the health of the links", () => {
    const rig = createScreensRig();
    rig.health.set("lightning", "down");
    rig.health.set("payoutRail", "slow");
    expect(rig.terminal.snapshot("cashier").links).toEqual({
      lightning: "down",
      payoutRail: "slow",
      rates: "unknown",
      clock: "up",
      backOffice: null,
    });
  });

  it.each(Object.keys(PATHS) as (keyof typeof PATHS)[])(
    "of a swap in %s holds no secret, and keeps to the contract",
    (state) => {
      const rig = createScreensRig({}, { unstarted: true });
      const { swap } = rig.open({}, STAND_IN_STATES.includes(state));
      lead(rig.engine().loop, rig.journal(), swap.id, state);
      rig.terminal.show(swap.id);
      const text = bothScreens(rig);
      const preimage = Buffer.from(rig.journal().preimage(swap.id)).toString("hex");
      for (const secret of [preimage, swap.payoutKey, swap.payee.khqr]) {
        expect(secret.length).toBeGreaterThan(20);
        expect(text).not.toContain(secret);
      }
      expect(text).not.toContain(swap.payee.accountId);
      expect(text).toContain(swap.id);
    },
  );
});

describe("the history", () => {
  const fill = async (rig: ScreensRig, count: number): Promise<readonly SwapId[]> => {
    const ids: SwapId[] = [];
    for (let made = 0; made < count; made += 1) {
      ids.push(await rig.quote());
      rig.terminal.call("cashier", "goIdle", {});
    }
    return ids.toReversed();
  };
  const page = (rig: ScreensRig, number: number) => {
    rig.terminal.call("cashier", "showHistory", { page: number });
    const view = rig.cashier();
    if (view.kind !== "history") throw new Error(view.kind);
    return { ids: view.lines.map(({ swapId }) => swapId), hasOlder: view.hasOlder };
  };

  it("is empty at first", () => {
    expect(page(createScreensRig(), 0)).toEqual({ ids: [], hasOlder: false });
  });

  it("has six lines a page, newest first, without a gap or a double", async () => {
    const rig = createScreensRig();
    const ids = await fill(rig, 13);
    expect(page(rig, 0)).toEqual({ ids: ids.slice(0, 6), hasOlder: true });
    expect(page(rig, 1)).toEqual({ ids: ids.slice(6, 12), hasOlder: true });
    expect(page(rig, 2)).toEqual({ ids: ids.slice(12), hasOlder: false });
    expect(page(rig, 3)).toEqual({ ids: [], hasOlder: false });
    bothScreens(rig);
  });

  it("has no older page when the last is just full", async () => {
    const rig = createScreensRig();
    const ids = await fill(rig, 6);
    expect(page(rig, 0)).toEqual({ ids, hasOlder: false });
  });
});

describe("open payments that are not on screen", () => {
  it("are listed, newest first, and the one on screen is not", async () => {
    const rig = createScreensRig();
    const leaveOpen = async (): Promise<SwapId> => {
      const swapId = await rig.quote();
      rig.terminal.call("cashier", "confirmQuote", { swapId });
      await flush();
      rig.terminal.call("cashier", "goIdle", {});
      return swapId;
    };
    const first = await leaveOpen();
    const second = await leaveOpen();
    const elsewhere = (): readonly string[] =>
      rig.terminal.snapshot("cashier").openElsewhere.map(({ swapId }) => swapId);
    expect(elsewhere()).toEqual([second, first]);
    rig.terminal.show(first);
    expect(elsewhere()).toEqual([second]);
    expect(OPEN_STATES).toContain(rig.swap(first).kind);
  });
});
