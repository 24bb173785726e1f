import type { DayLimits } from "../domain/day-limits.ts";
import type { AmountLimits } from "../domain/limits.ts";
import { MARKET_POLICY, type MarketPolicy } from "../domain/market.ts";
import { type Currency, msat, sat } from "../domain/money.ts";
import type { NodeRules } from "../domain/node-release.ts";
import type { StandInLimits } from "../domain/stand-in.ts";
import { type ChainSendPolicy, SEND_POLICY } from "../domain/send.ts";
import type { PayPolicy } from "../domain/swap.ts";
import type { Config } from "./schema.ts";

/** A transaction on the chain that takes longer is a matter for a person. */
const CHAIN_ALARM_MS = 86_400_000;

/** The figures that a sending on the chain is judged by; null where nothing is sent there. */
const chainPolicyOf = ({ lnd, chainSend }: Config): ChainSendPolicy | null =>
  lnd.chainMacaroonFile === null
    ? null
    : {
        minSat: sat(BigInt(chainSend.minSats)),
        maxFeeSat: sat(BigInt(chainSend.maxFeeSats)),
        confirmations: chainSend.confirmations,
        alarmMs: CHAIN_ALARM_MS,
      };

/** The figures that the Pay flow is judged by. */
export const payPolicyOf = (config: Config): PayPolicy => ({
  ...config.pay,
  expiryGraceMs: config.quote.expiryGraceMs,
  railConsistencyMs: config.rail.consistencyMs,
  send: {
    ...SEND_POLICY,
    maxFeePpm: config.refunds.maxFeePpm,
    maxFeeFloorMsat: msat(BigInt(config.refunds.smallFeeMsat)),
    alarmMs: config.refunds.alarmMs,
    chain: chainPolicyOf(config),
  },
});

/** What the node has to be for new payments to be taken through it. */
export const nodeRulesOf = ({ lnd, pay }: Config): NodeRules => ({
  oldest: lnd.minVersion,
  blocks: pay,
});

/** The figures that prices are judged by. */
export const marketPolicyOf = ({ rates }: Config): MarketPolicy => ({
  minSources: rates.minSources,
  maxAgeMs: rates.maxAgeMs,
  maxSourceAgeMs: rates.maxSourceAgeMs,
  maxDivergencePpm: rates.maxDivergencePpm,
  jumps: [
    { windowMs: 60_000, maxPpm: rates.maxJumpPerMinutePpm },
    { windowMs: 900_000, maxPpm: rates.maxJumpPerQuarterHourPpm },
  ],
  fx: rates.fx.mode === "official" ? rates.fx : { mode: "fixed", rate: rates.fx.khrPerUsd },
  maxFxAgeMs: rates.maxFxAgeMs,
  maxFxDivergencePpm: rates.maxFxDivergencePpm,
  plausibleFx: MARKET_POLICY.plausibleFx,
});

/** The limits of one payment. */
export const amountLimitsOf = ({ limits }: Config): AmountLimits => ({
  KHR: { min: limits.KHR.min.minor, max: limits.KHR.max.minor },
  USD: { min: limits.USD.min.minor, max: limits.USD.max.minor },
});

/** The limits of a day. */
export const dayLimitsOf = ({ limits: { perDay } }: Config): DayLimits => ({
  terminal: { KHR: perDay.terminal.KHR.minor, USD: perDay.terminal.USD.minor },
  account: { KHR: perDay.account.KHR.minor, USD: perDay.account.USD.minor },
});

/** What open differences may come to before new payments stop. */
export const maxUnmatchedOf = ({
  dayClose: { maxUnmatched },
}: Config): Readonly<Record<Currency, bigint>> => ({
  KHR: maxUnmatched.KHR.minor,
  USD: maxUnmatched.USD.minor,
});

/** How far the terminal stands in for a silent rail; null when it never does. */
export const standInLimitsOf = ({ standIn }: Config): StandInLimits | null =>
  standIn === null
    ? null
    : {
        maxAmount: { KHR: standIn.maxAmount.KHR.minor, USD: standIn.maxAmount.USD.minor },
        maxTotal: { KHR: standIn.maxTotal.KHR.minor, USD: standIn.maxTotal.USD.minor },
        maxAgeMs: standIn.maxAgeMs,
        hours: { fromMinute: standIn.hours.from, untilMinute: standIn.hours.until },
        maxSilenceMs: standIn.maxSilenceMs,
      };
