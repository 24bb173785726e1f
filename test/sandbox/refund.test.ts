/** A whole terminal over the sandbox's real wires: what is owed to a payer goes back over its own node. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Ack } from "../../main/bridge/contract.ts";
import type { Config } from "../../main/config/schema.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import type { World } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { atCounter } from "./counter.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

/** Of the regression-test network: pays to the hash of no key. */
const ADDRESS = "bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202";

let rig: WorldRig;
let world: World;
let terminal: ComposedTerminal;

const { view, shown, situation, when, act, ready, ...counter } = atCounter(() => ({
  terminal,
  world,
}));
const stage = (): string | undefined =>
  view().kind === "swap" ? shown().refund?.stage : undefined;

const start = async (config: Config): Promise<void> => {
  terminal = await composeTerminal(config, createFakeLog());
  await ready();
};

/** Answers what is owed. */
const owe = async (): Promise<bigint> => {
  await counter.owe();
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
