/** Sending on the chain: one transaction, on disk before it goes out, and the same one however often. */
import { type Msat, msatToSat, satToMsat } from "./money.ts";
import type { Confirming, Preparing, Publishing, SendPolicy } from "./send.ts";
import { giveUp, go, type Handler, outOfPlace, refuse, type SendStep } from "./send-moves.ts";

/** Begin to send to an address. */
export const beginOnChain = (
  address: string,
  amountMsat: Msat,
  startedAtMs: number,
  { chain }: SendPolicy,
): SendStep => {
  if (chain === null) return refuse("SEND_CHAIN_OFF");
  const amountSat = msatToSat(amountMsat, "down");
  if (amountSat < chain.minSat) return refuse("SEND_BELOW_CHAIN_MINIMUM");
  const { maxFeeSat } = chain;
  return go({ kind: "preparing", address, amountSat, maxFeeSat, startedAtMs }, [
    "prepare-transaction",
  ]);
};

/** Nothing has gone out, and one that was never published gives its coins back by itself. */
export const preparing: Handler<Preparing> = (send, event) => {
  switch (event.kind) {
    case "transaction-prepared": {
      const { transaction } = event;
      if (transaction.feeSat > send.maxFeeSat) return giveUp("CHAIN_FEE_CAP");
      return go({ ...send, kind: "publishing", transaction }, ["publish-transaction"]);
    }
    case "transaction-refused":
    case "choice-dropped":
      return giveUp(event.code);
    case "recovered":
      return go(send, ["prepare-transaction"]);
    default:
      return outOfPlace();
  }
};

const confirm = (
  send: Publishing | Confirming,
  confirmations: number,
  { chain }: SendPolicy,
): SendStep => {
  const { transaction, address, amountSat } = send;
  // Switched off since: a sending that is out is still followed to its end.
  if (confirmations >= (chain?.confirmations ?? 1)) {
    const { txid, feeSat } = transaction;
    const amountMsat = satToMsat(amountSat);
    const feeMsat = satToMsat(feeSat);
    return { kind: "sent", proof: { kind: "chain", txid, address, amountMsat, feeMsat } };
  }
  return send.kind === "confirming" && send.confirmations === confirmations
    ? go(send)
    : go(
        { ...send, kind: "confirming", confirmations },
        ["query-transaction"],
        ["publish-transaction"],
      );
};

/** The same transaction goes out again, however often. */
export const publishing: Handler<Publishing> = (send, event, policy) => {
  switch (event.kind) {
    case "transaction-published":
      return confirm(send, 0, policy);
    case "transaction-seen":
      return confirm(send, event.confirmations, policy);
    case "transaction-refused":
      return giveUp(event.code);
    case "recovered":
      return go(send, ["publish-transaction"]);
    case "choice-dropped":
      return refuse("SEND_UNDER_WAY");
    case "transaction-missing":
      return go(send);
    default:
      return outOfPlace();
  }
};

/** Out, and waiting for its confirmations. */
export const confirming: Handler<Confirming> = (send, event, policy) => {
  switch (event.kind) {
    case "transaction-seen":
      return confirm(send, event.confirmations, policy);
    case "transaction-missing": {
      const { address, amountSat, maxFeeSat, transaction, startedAtMs } = send;
      return go(
        { kind: "publishing", address, amountSat, maxFeeSat, transaction, startedAtMs },
        ["publish-transaction"],
        ["query-transaction"],
      );
    }
    case "recovered":
      return go(send, ["query-transaction"]);
    case "choice-dropped":
      return refuse("SEND_UNDER_WAY");
    case "transaction-published":
      return go(send);
    default:
      return outOfPlace();
  }
};
