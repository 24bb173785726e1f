/** A terminal with screens on which a payment is owed back, and a payer who shows codes. */
import { expect } from "vitest";
import type { RefundText } from "../../../main/bridge/contract-refund.ts";
import type { SwapText } from "../../../main/bridge/contract-swap.ts";
import type { Ack, CommandName } from "../../../main/bridge/contract.ts";
import { coreMessageSchema } from "../../../main/bridge/schema.ts";
import type { PaymentHash, SwapId } from "../../../main/domain/swap.ts";
import { derive, encodeRequest } from "../../../sandbox/lnd/bolt11.ts";
import { HELD } from "../../support/swaps.ts";
import { lead } from "./paths.ts";
import { createScreensRig, type ScreensRig, type ScreensRigOptions } from "./screens-rig.ts";

/** A good regtest invoice of the payer's wallet, as it shows it. */
export interface Shown {
  readonly text: string;
  readonly hash: PaymentHash;
}

export interface DeskRig {
  readonly rig: ScreensRig;
  readonly id: SwapId;
  /** Another payment that is owed back. */
  readonly oweAnother: () => SwapId;
  /** 0: without an amount. */
  readonly show: (amountMsat?: bigint, expirySeconds?: number) => Shown;
  readonly tell: (name: RefundCommand, text?: string) => Ack;
  /** What the screen says; throws when no swap that is owed is on it. */
  readonly refund: () => RefundText;
  readonly swapText: () => SwapText;
}

type RefundCommand = Extract<
  CommandName,
  "readRefundCode" | "confirmRefund" | "dropRefund" | "retryRefund" | "markRefunded"
>;

export const OK: Ack = { ok: true };
export const no = (code: string): Ack => ({ ok: false, code });

/** The owed payment is on the cashier's screen. */
export const createDeskRig = (options: ScreensRigOptions = {}): DeskRig => {
  const rig = createScreensRig({}, { ...options, unstarted: true });
  const owe = (): SwapId => {
    const { id } = rig.open().swap;
    lead(rig.engine().loop, rig.journal(), id, "owed");
    return id;
  };
  const id = owe();
  rig.engine().start();
  rig.terminal.call("cashier", "showSwap", { swapId: id });
  let shown = 0;
  const swapText = (): SwapText => {
    const snapshot = rig.terminal.snapshot("cashier");
    // Every picture goes over the bridge as it is.
    const message = { type: "snapshot", snapshot };
    expect(coreMessageSchema.safeParse(message).error).toBeUndefined();
    const { view } = snapshot;
    if (view.kind !== "swap") throw new Error(`no swap on screen: ${view.kind}`);
    return view.swap;
  };
  return {
    rig,
    id,
    oweAnother: owe,
    show: (amountMsat = HELD.receivedMsat, expirySeconds = 3_600) => {
      shown += 1;
      const hash = derive("shown", shown.toString()) as PaymentHash;
      const createdAtMs = rig.time.clock.nowMs();
      const text = encodeRequest(
        {
          hash,
          amountMsat,
          description: "coffee, and a private word",
          createdAtMs,
          expirySeconds,
          cltvDelta: 40,
          paymentSecret: derive("secret", hash),
        },
        derive("payer's wallet"),
      );
      // The node of the rig knows what it was asked for by this text.
      rig.send.mint(amountMsat, { request: text, paymentHash: hash });
      return { text, hash };
    },
    tell: (name, text) =>
      name === "readRefundCode"
        ? rig.terminal.call("cashier", name, { swapId: id, text: text ?? "" })
        : rig.terminal.call("cashier", name, { swapId: id }),
    swapText,
    refund: () => {
      const { refund } = swapText();
      if (refund === null) throw new Error("nothing is or was owed");
      return refund;
    },
  };
};
