/** Refunds that the payer's own wallet takes: the offers, and the server that wallets ask. */
import { readInvoice } from "../../adapters/bolt11.ts";
import { createWithdrawSecrets } from "../../adapters/lnurl/withdraw-secrets.ts";
import {
  startWithdrawServer,
  WITHDRAW_PATHS,
  type WithdrawServer,
} from "../../adapters/lnurl/withdraw-server.ts";
import {
  createWithdrawals,
  type Withdrawals,
  type WithdrawOptions,
} from "../../app/refund/withdraw-offers.ts";
import type { Config } from "../../config/schema.ts";
import { isFailure } from "../../domain/failure.ts";
import { readKeyFile } from "../../journal/key-file.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";

type OfferParts = Pick<WithdrawOptions, "journal" | "desk" | "clock" | "isClockTrusted"> & {
  readonly config: Config;
};

/**
 * Null unless it is configured and the node pays invoices. The key is the journal's, which has been opened
 * with it by then.
 */
export const composeWithdrawals = ({ config, ...parts }: OfferParts): Withdrawals | null => {
  const { withdraw } = config.refunds;
  if (withdraw === null || config.lnd.payoutMacaroonFile === null) return null;
  const key = readKeyFile(config.keyFile);
  if (key === null) return null;
  const { publicUrl, holdsMs } = withdraw;
  return createWithdrawals({
    ...parts,
    secrets: createWithdrawSecrets(key),
    tools: { network: config.lnd.network, readInvoice },
    shopName: config.terminal.shopName,
    urls: {
      offer: `${publicUrl}${WITHDRAW_PATHS.offer}`,
      callback: `${publicUrl}${WITHDRAW_PATHS.callback}`,
    },
    holdsMs,
  });
};

/** Host and port of `127.0.0.1:8091` and `[::1]:8091`. */
const hostAndPortOf = (listen: string): { readonly host: string; readonly port: number } => {
  const at = listen.lastIndexOf(":");
  const host = listen.slice(0, at).replace(/^\[|\]$/g, "");
  return { host, port: Number(listen.slice(at + 1)) };
};

/**
 * Listen for wallets; null unless it is configured. A port that cannot be had is told and left: a terminal
 * that takes payments does not stay shut because refunds are taken another way today.
 */
export const openWithdrawServer = async (
  { refunds: { withdraw } }: Config,
  offers: Withdrawals | null,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<WithdrawServer | null> => {
  if (withdraw === null) return null;
  if (offers === null) {
    log.warn(
      { code: "REFUND_OFF" },
      "refunds.withdraw needs lnd.payoutMacaroonFile: nobody is served",
    );
    return null;
  }
  try {
    const address = hostAndPortOf(withdraw.listen);
    return await startWithdrawServer({ ...address, offers, clock, log });
  } catch (cause) {
    if (!isFailure(cause, "WITHDRAW_PORT_UNAVAILABLE")) throw cause;
    log.error({ code: cause.code }, cause.message);
    return null;
  }
};
