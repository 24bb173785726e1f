/** Figures of every world; those of the shipped configuration unless a comment says why not. */
import type { AmountLimits } from "../../main/domain/limits.ts";
import { type Currency, sat } from "../../main/domain/money.ts";
import { SEND_POLICY } from "../../main/domain/send.ts";
import type { PayPolicy } from "../../main/domain/swap.ts";
import { RAIL_CONSISTENCY_MS } from "./outside/sim-rail.ts";

export const POLICY: PayPolicy = {
  payoutMinBlocks: 42,
  suspenseBlocks: 30,
  nodeCancelBlocks: 18,
  expiryGraceMs: 5_000,
  maxOverpayPpm: 100_000n,
  maxSlippagePpm: 10_000n,
  railConsistencyMs: RAIL_CONSISTENCY_MS,
  payoutAlarmMs: 120_000,
  // Six hours as shipped: the rail of a world is silent for minutes.
  creditAlarmMs: 240_000,
  send: {
    ...SEND_POLICY,
    // Ten minutes each as shipped: in a world a request is late by two minutes at most.
    lapseMs: 150_000,
    alarmMs: 240_000,
    // As shipped, but for the least and the alarm: small payments too, and blocks are fast in most worlds.
    chain: { minSat: sat(2_000n), maxFeeSat: sat(5_000n), confirmations: 1, alarmMs: 1_800_000 },
  },
};

export const LIMITS: AmountLimits = {
  KHR: { min: 100n, max: 2_000_000n },
  USD: { min: 1n, max: 50_000n },
};

/** Low, so that three customers reach them. */
export const MAX_OPEN_TOTAL: Readonly<Record<Currency, bigint>> = { KHR: 180_000n, USD: 4_500n };

export const QUOTE_TTL_MS = 60_000;
export const SPREAD_PPM = 10_000n;
