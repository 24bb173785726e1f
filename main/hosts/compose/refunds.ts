/** What is owed to payers goes back through these: ports for the engine, a desk for the screens. */
import { readInvoice } from "../../adapters/bolt11.ts";
import { sha256 } from "../../adapters/digest.ts";
import { createLnurlPay } from "../../adapters/lnurl/client.ts";
import type { SendPorts } from "../../app/effects/send-effects.ts";
import {
  createRefundDesk,
  type RefundDesk,
  type RefundDeskOptions,
} from "../../app/refund/refund-desk.ts";
import type { Config } from "../../config/schema.ts";
import type { BitcoinNetwork } from "../../domain/destination/network.ts";
import type { ChainSend } from "../../ports/chain-send.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LightningSend } from "../../ports/lightning-send.ts";
import type { Log } from "../../ports/log.ts";

/** What can be sent with; null for what the terminal has no macaroon for. */
export interface SendLinks {
  readonly lightningSend: LightningSend | null;
  readonly chainSend: ChainSend | null;
}

type InvoicePort = SendPorts["readInvoice"];

const invoicePort =
  (network: BitcoinNetwork): InvoicePort =>
  (request, amountMsat) => {
    const invoice = readInvoice(request.toLowerCase());
    if (typeof invoice === "string" || invoice.network !== network) return null;
    const { paymentHash, expiresAtMs } = invoice;
    return {
      request: invoice.request,
      paymentHash,
      amountMsat: invoice.amountMsat ?? amountMsat,
      expiresAtMs,
    };
  };

/** What bitcoin is sent with; null when the node gives no macaroon to pay with: nothing is sent then. */
export const composeSend = (
  { lnd: { network } }: Config,
  { lightningSend, chainSend }: SendLinks,
  parts: { readonly clock: Clock; readonly log: Log },
): SendPorts | null =>
  lightningSend === null
    ? null
    : {
        lightning: lightningSend,
        chain: chainSend,
        payees: createLnurlPay({ network, ...parts }),
        readInvoice: invoicePort(network),
      };

type DeskParts = Omit<RefundDeskOptions, "payees" | "tools"> & {
  readonly config: Config;
  readonly send: SendPorts | null;
};

/** The desk that reads what payers show. */
export const composeRefundDesk = ({ config, send, ...parts }: DeskParts): RefundDesk =>
  createRefundDesk({
    ...parts,
    payees: send?.payees ?? null,
    tools: { network: config.lnd.network, readInvoice, sha256 },
  });
