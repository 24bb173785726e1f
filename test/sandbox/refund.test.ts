/** A whole terminal over the sandbox's real wires: what is owed to a payer goes back over its own node. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SwapText } from "../../main/bridge/contract-swap.ts";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { Ack } from "../../main/bridge/contract.ts";
import type { Config } from "../../main/config/schema.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import type { WorldAction } from "../../sandbox/contract.ts";
import type { World } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

/** Of the regression-test network: pays to the hash of no key. */
const ADDRESS = "bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202";

let rig: WorldRig;
let world: World;
let terminal: ComposedTerminal;

const view = (): CashierView => terminal.core.snapshot("cashier").view;

/** Resolves once it holds; looked at whenever the screen or the world changes. */
const when = async (holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const ends: (() => void)[] = [];
    const look = (): void => {
      if (!holds()) return;
      for (const end of ends) end();
      resolve();
    };
    ends.push(terminal.core.onChange(look), world.onChange(look));
    look();
  });

const act = async (action: WorldAction): Promise<void> => {
  expect(await world.act(action)).toMatchObject({ ok: true });
};

const shown = (): SwapText => {
  const now = view();
  if (now.kind !== "swap") throw new Error(`no swap on screen: ${now.kind}`);
  return now.swap;
};

const situation = (): string => (view().kind === "swap" ? shown().situation : view().kind);
const stage = (): string | undefined =>
  view().kind === "swap" ? shown().refund?.stage : undefined;

const start = async (config: Config): Promise<void> => {
  terminal = await composeTerminal(config, createFakeLog());
  const { core } = terminal;
  await when(() => world.scanner.state().connections > 0);
  await when(() => core.snapshot("cashier").links.payoutRail === "up");
  await when(() => core.snapshot("cashier").links.rates === "up");
};

/** Under stand-in the bitcoin is taken first; then the bank refuses for good. Answers what is owed. */
const owe = async (): Promise<bigint> => {
  await act({ kind: "rail-fault", fault: "down", mode: "sticky" });
  await act({ kind: "scan-sample", sample: "order-khr", amount: "24000" });
  await when(() => view().kind === "review");
  const review = view();
  if (review.kind !== "review") throw new Error("no quote");
  terminal.core.call("cashier", "confirmQuote", { swapId: review.swapId });
  await when(() => situation() === "awaiting-payment");
  await act({ kind: "pay" });
  await when(() => situation() === "credit-pending");
  await act({ kind: "rail-fault", fault: "refused", mode: "sticky" });
  await when(() => situation() === "owed");
  await act({ kind: "rail-fault", fault: "none", mode: "sticky" });
  return world.lnd.invoices()[0]?.valueMsat ?? 0n;
};

const tell = (name: "confirmRefund" | "markRefunded" | "retryRefund"): Ack =>
  terminal.core.call("cashier", name, { swapId: shown().swapId });

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
});
afterEach(async () => {
  await terminal.close();
  await rig.remove();
});

describe("a refund in the sandbox", { timeout: 60_000 }, () => {
  it("goes to the invoice that the payer's wallet shows, and its receipt prints", async () => {
    await start(rig.config());
    const owedMsat = await owe();
    await when(() => world.printer.papers().length === 1);
    const papers = world.printer.papers().length;
    expect(shown().refund).toMatchObject({ stage: "none", task: "show-code", canRead: true });
    const { hash, request } = world.lnd.invoiceToPay({ amountMsat: owedMsat });
    await act({ kind: "scan", text: `lightning:${request.toUpperCase()}` });
    await when(() => stage() === "review");
    expect(world.lnd.payments()).toEqual([]);
    expect(tell("confirmRefund")).toEqual({ ok: true });
    await when(() => situation() === "refunded" && shown().receipt === "printed");
    expect(world.lnd.payments()).toMatchObject([
      { hash, status: "SUCCEEDED", valueMsat: owedMsat },
    ]);
    expect(world.printer.papers()).toHaveLength(papers + 1);
    expect(shown()).toMatchObject({ canMarkRefunded: false, canReprint: true });
    expect(shown().refund).toMatchObject({ stage: "refunded", fee: "0 sats" });
    expect(tell("confirmRefund")).toEqual({ ok: false, code: "EVENT_OUT_OF_PLACE" });
  });

  it("goes to an address on the chain, in one transaction, and is paid once blocks stand on it", async () => {
    const config = rig.config();
    await start({ ...config, chainSend: { ...config.chainSend, minSats: 1_000 } });
    await owe();
    world.lnd.fundChain(1_000_000n);
    await act({ kind: "mine", blocks: 1 });
    await act({ kind: "scan", text: ADDRESS });
    await when(() => stage() === "review");
    expect(world.lnd.chainWallet().transactions).toEqual([]);
    expect(tell("confirmRefund")).toEqual({ ok: true });
    await when(() => world.lnd.chainWallet().transactions.length === 1);
    expect(situation()).not.toBe("refunded");
    for (let block = 0; block < 3; block += 1) await act({ kind: "mine", blocks: 1 });
    await when(() => situation() === "refunded");
    expect(world.lnd.chainWallet().transactions).toHaveLength(1);
    expect(world.lnd.payments()).toEqual([]);
  });

  it("that the payee holds is found out about after a restart, and sent once", async () => {
    await start(rig.config());
    const owedMsat = await owe();
    const { hash, request } = world.lnd.invoiceToPay({ amountMsat: owedMsat, manner: "holds" });
    await act({ kind: "scan", text: request });
    await when(() => stage() === "review");
    tell("confirmRefund");
    await when(() => world.lnd.payments().length === 1);
    await terminal.close();
    terminal = await composeTerminal(rig.config(), createFakeLog());
    await when(() => situation() === "refund-held");
    expect(tell("markRefunded")).toEqual({ ok: false, code: "REFUND_UNDER_WAY" });
    world.lnd.decidePayment(hash, "settle");
    await when(() => situation() === "refunded");
    expect(world.lnd.payments()).toHaveLength(1);
  });

  it("is a person's to make without a macaroon to pay with", async () => {
    const config = rig.config();
    await start({ ...config, lnd: { ...config.lnd, payoutMacaroonFile: null } });
    const owedMsat = await owe();
    expect(shown().refund).toMatchObject({ task: "by-hand", code: "REFUND_OFF", canRead: false });
    const { request } = world.lnd.invoiceToPay({ amountMsat: owedMsat });
    const { swapId } = shown();
    expect(terminal.core.call("cashier", "readRefundCode", { swapId, text: request })).toEqual({
      ok: false,
      code: "REFUND_OFF",
    });
    expect(tell("markRefunded")).toEqual({ ok: true });
    expect(situation()).toBe("refunded");
    expect(world.lnd.payments()).toEqual([]);
  });
});
