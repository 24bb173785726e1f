import type { Sat } from "../../domain/money.ts";
import { done, refused, unknown, type Outcome } from "../../domain/outcome.ts";
import type {
  ChainPayment,
  ChainSend,
  ChainTransactionState,
  LabelledTransaction,
  SignedTransaction,
} from "../../ports/chain-send.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { sha256Hex } from "../digest.ts";
import { createCalls, type LndHealth } from "./calls.ts";
import { bumpFee, type ChainCalls, findOwn } from "./chain-bump.ts";
import { connectChain } from "./chain-node.ts";
import {
  coinsOfRaw,
  isSpentForGood,
  leasedCoins,
  scriptOf,
  toFunded,
  toSigned,
  type FundedPsbt,
} from "./chain-wire.ts";
import { createConnector, type ConnectorOptions } from "./connector.ts";
import type { LndFaultCode } from "./fault.ts";
import type { NetworkName } from "./network.ts";

/** How to reach the node with the macaroon that sends on the chain. */
export interface LndChainSendOptions extends ConnectorOptions {
  readonly network: NetworkName;
  /** Less is not sent: the fee would be out of proportion, or the output dust. */
  readonly minAmountSat: Sat;
  readonly clock: Clock;
  readonly log: Log;
  /** For each call to the node. */
  readonly deadlineMs: number;
}

/** The port over LND, and what hosts need beside it. */
export interface LndChainSend extends ChainSend {
  health(): LndHealth;
  close(): void;
}

/** What the coins of one payment are reserved under. */
const lockIdOf = (label: string): string => sha256Hex(label);

/** Certain only of what never went out: the node carried nothing out for a macaroon it does not know. */
const nothingOut = (code: LndFaultCode): Outcome<never> =>
  code === "LND_UNAUTHORISED" || code === "CHAIN_NO_FUNDS" ? refused(code) : unknown(code);

/** Give back every coin that is reserved for this payment, by whichever call. */
const release = async (calls: ChainCalls, label: string): Promise<Outcome<null>> => {
  const lockId = lockIdOf(label);
  const leases = await calls.run("listLeases", (node) => node.leases());
  if (leases.kind === "fault") return nothingOut(leases.code);
  const coins = leasedCoins(leases.value, lockId);
  if (coins === null) return unknown("LND_ANSWER_INVALID");
  for (const coin of coins) {
    const answer = await calls.run("releaseOutput", (node) => node.release(coin, lockId));
    if (answer.kind === "fault") return nothingOut(answer.code);
  }
  return done(null);
};

const fund = async (
  calls: ChainCalls,
  payment: ChainPayment,
  scriptHex: string,
): Promise<Outcome<FundedPsbt>> => {
  // A request whose answer was lost has reserved coins as well, and a second one would take others.
  const freed = await release(calls, payment.label);
  if (freed.kind !== "done") return freed;
  const order = { ...payment, lockId: lockIdOf(payment.label) };
  const answer = await calls.run("fundPsbt", (node) => node.fund(order));
  if (answer.kind === "fault") return nothingOut(answer.code);
  const funded = toFunded(answer.value, { scriptHex, amountSat: payment.amountSat });
  return funded === null ? unknown("LND_ANSWER_INVALID") : done(funded);
};

const sign = async (
  calls: ChainCalls,
  funded: FundedPsbt,
  maxFeeSat: Sat,
): Promise<Outcome<SignedTransaction>> => {
  if (funded.feeSat > maxFeeSat) return refused("CHAIN_FEE_CAP");
  const answer = await calls.run("signPsbt", (node) => node.sign(funded.psbtHex));
  if (answer.kind === "fault") return nothingOut(answer.code);
  const signed = toSigned(answer.value, funded);
  return signed === null ? unknown("LND_ANSWER_INVALID") : done(signed);
};

/** Nothing is out before it is published: whatever goes wrong here gives the coins back. */
const prepare = async (
  calls: ChainCalls,
  payment: ChainPayment,
  scriptHex: string,
): Promise<Outcome<SignedTransaction>> => {
  const funded = await fund(calls, payment, scriptHex);
  const outcome =
    funded.kind === "done" ? await sign(calls, funded.value, payment.maxFeeSat) : funded;
  // What fails here is made good by the next preparation, or by the end of the lease.
  if (funded.kind === "done" && outcome.kind !== "done") await release(calls, payment.label);
  return outcome;
};

/** The node says that the coins are spent: by this very transaction, by another, or for how long. */
const afterConflict = async (
  calls: ChainCalls,
  { txid, rawHex }: SignedTransaction,
): Promise<Outcome<null>> => {
  const own = await findOwn(calls, txid);
  if (own.kind !== "done") return own;
  if (own.value !== null) return done(null);
  const answer = await calls.run("getTransactions", (node) => node.transactions());
  if (answer.kind === "fault") return unknown(answer.code);
  const isFinal = isSpentForGood(answer.value, txid, coinsOfRaw(rawHex) ?? []);
  if (isFinal === null) return unknown("LND_ANSWER_INVALID");
  return isFinal ? refused("CHAIN_TX_CONFLICT") : unknown("CHAIN_INPUTS_SPENT");
};

const publish = async (
  calls: ChainCalls,
  transaction: LabelledTransaction,
): Promise<Outcome<null>> => {
  const { rawHex, label } = transaction;
  const answer = await calls.run("publishTransaction", (node) => node.publish(rawHex, label));
  if (answer.kind === "answer") return done(null);
  return answer.code === "CHAIN_INPUTS_SPENT"
    ? afterConflict(calls, transaction)
    : unknown(answer.code);
};

const lookUp = async (calls: ChainCalls, txid: string): Promise<Outcome<ChainTransactionState>> => {
  const found = await findOwn(calls, txid);
  if (found.kind !== "done") return found;
  return done(found.value?.state ?? { kind: "missing" });
};

/**
 * The port `ChainSend` over an LND node. Nothing connects before the first call.
 * Throws `LND_CERTIFICATE_MISSING` or `LND_MACAROON_INVALID`.
 */
export const createLndChainSend = (options: LndChainSendOptions): LndChainSend => {
  const { clock, log, deadlineMs } = options;
  const connect = createConnector(options, connectChain);
  const calls = createCalls({ connect, clock, log, deadlineMs });
  return {
    prepareTransaction: async (payment) => {
      const scriptHex = scriptOf(payment.address, options.network);
      if (scriptHex === null) return refused("CHAIN_ADDRESS_INVALID");
      if (payment.amountSat < options.minAmountSat) return refused("CHAIN_AMOUNT_TOO_SMALL");
      return prepare(calls, payment, scriptHex);
    },
    publishTransaction: async (transaction) => publish(calls, transaction),
    releaseTransaction: async ({ label }) => release(calls, label),
    lookUpTransaction: async (txid) => lookUp(calls, txid),
    bumpFee: async (order) => bumpFee(calls, order),
    health: () => calls.health(),
    close: () => calls.close(),
  };
};
