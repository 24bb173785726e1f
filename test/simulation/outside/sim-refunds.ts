/** Who is outside when the terminal sends bitcoin back: the payers' wallets and servers, and the node that pays. */
import type { SendPorts } from "../../../main/app/effects/send-effects.ts";
import type { RefundDeskOptions } from "../../../main/app/refund/refund-desk.ts";
import type { Invoice } from "../../../main/domain/destination/invoice.ts";
import { wholeSats } from "../../../main/domain/send-step.ts";
import { type Around, START_MS } from "../around.ts";
import { createSimChain, type SimChain } from "./sim-chain.ts";
import { createSimPayees } from "./sim-payees.ts";
import { createSimSender, type SimSender } from "./sim-sender.ts";
import { createSimWallet, type SimWallet } from "./sim-wallet.ts";
import type { Power } from "./wire.ts";

export interface SimRefunds {
  readonly wallet: SimWallet;
  readonly sender: SimSender;
  readonly chain: SimChain;
  /** `nowMs`: the terminal's own clock. */
  ports(power: Power, nowMs: () => number): SendPorts;
  /** How the payers' codes are read. */
  readonly tools: RefundDeskOptions["tools"];
}

/** As out of a BOLT 11 text. */
const readShown = (wallet: SimWallet, request: string): Invoice | "damaged" => {
  const choice = wallet.ofRequest(request)?.choice;
  if (choice === undefined) return "damaged";
  return {
    ...choice,
    network: "regtest",
    payee: "",
    description: null,
    descriptionHash: null,
    createdAtMs: START_MS,
    cltvDelta: 18,
  };
};

/** Only addresses of the older form are read by it, and nobody shows one. */
const sha256 = (): Uint8Array => new Uint8Array(32);

/** Null in a world in which what is owed is paid back by hand. */
export const createSimRefunds = (
  around: Around,
  height: () => number,
  sha256Hex: (bytes: Uint8Array) => string,
): SimRefunds | null => {
  if (around.plan.refunds === null) return null;
  const wallet = createSimWallet(around, sha256Hex);
  const sender = createSimSender(around, wallet);
  const chain = createSimChain(around, height, sha256Hex);
  const payees = createSimPayees(around, wallet);
  return {
    wallet,
    sender,
    chain,
    tools: { network: "regtest", readInvoice: (request) => readShown(wallet, request), sha256 },
    ports: (power, nowMs) => ({
      lightning: sender.port(power, nowMs),
      chain: chain.port(power),
      payees: payees.port(power),
      readInvoice: (request, amountMsat) => {
        const choice = wallet.ofRequest(request)?.choice;
        return choice?.amountMsat === wholeSats(amountMsat) ? choice : null;
      },
    }),
  };
};
