/** A transaction of the node's own: how it stands, and how it is confirmed sooner. */
import { done, refused, unknown, type Outcome } from "../../domain/outcome.ts";
import type { ChainSend } from "../../ports/chain-send.ts";
import type { Calls } from "./calls.ts";
import type { ChainNode } from "./chain-node.ts";
import { toFeeRate, toOwnTransaction, type OwnTransaction } from "./chain-wire.ts";

/** Calls with the macaroon that sends on the chain. */
export type ChainCalls = Calls<ChainNode>;

/** A child that spends one Taproot output into another weighs this much. */
const CHILD_WEIGHT = 444n;

/** Look for a transaction by its id; null when the node has none, or has it no more. */
export const findOwn = async (
  calls: ChainCalls,
  txid: string,
): Promise<Outcome<OwnTransaction | null>> => {
  const answer = await calls.run("getTransaction", (node) => node.transaction(txid));
  if (answer.kind === "fault") {
    return answer.code === "CHAIN_TX_MISSING" ? done(null) : unknown(answer.code);
  }
  const found = toOwnTransaction(answer.value, txid);
  return found === null ? unknown("LND_ANSWER_INVALID") : done(found);
};

/** See {@link ChainSend.bumpFee}. */
export const bumpFee = async (
  calls: ChainCalls,
  order: Parameters<ChainSend["bumpFee"]>[0],
): Promise<Outcome<null>> => {
  const found = await findOwn(calls, order.txid);
  if (found.kind !== "done") return found;
  if (found.value === null) return refused("CHAIN_TX_MISSING");
  const { state, change } = found.value;
  if (state.kind === "confirmed") return done(null);
  if (change === null) return refused("CHAIN_NO_CHANGE");
  const rate = await calls.run("estimateFee", (node) => node.feeRate(order.targetBlocks));
  if (rate.kind === "fault") return unknown(rate.code);
  const satPerKw = toFeeRate(rate.value);
  if (satPerKw === null) return unknown("LND_ANSWER_INVALID");
  // With less the node takes the order, and no child ever goes out.
  if ((satPerKw * CHILD_WEIGHT) / 1_000n > order.maxFeeSat) return refused("CHAIN_FEE_CAP");
  const answer = await calls.run("bumpFee", (node) => node.bumpFee(change, order));
  return answer.kind === "answer" ? done(null) : unknown(answer.code);
};
