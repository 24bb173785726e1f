/** The terminal as its screens know it, over the engine and the outside world. */
import { sha256Hex } from "../../adapters/digest.ts";
import { createCheckout } from "../../app/checkout/checkout.ts";
import { newSwap, toPayee } from "../../app/checkout/new-swap.ts";
import { preflight, type PreflightOptions } from "../../app/checkout/preflight.ts";
import type { Withdrawals } from "../../app/refund/withdraw-offers.ts";
import { createTerminal, type Terminal } from "../../app/terminal.ts";
import { amountLimitsOf, payPolicyOf } from "../../config/policies.ts";
import type { Config } from "../../config/schema.ts";
import { checkAmount } from "../../domain/limits.ts";
import { systemRandom as random } from "../system.ts";
import { settingsOf } from "../terminal-settings.ts";
import { composeAdmission } from "./admission.ts";
import type { Engine } from "./core.ts";
import type { Links } from "./outside.ts";
import { composeRefundDesk } from "./refunds.ts";
import type { ComposedTime } from "./time.ts";
import { composeWithdrawals } from "./withdraw.ts";

const CLOCK_SKEW_MS = 5_000;

const isClockTrusted = ({ judge }: ComposedTime): boolean => judge.trust() !== "none";

const preflightOptions = (config: Config, links: Links): PreflightOptions => ({
  ...links,
  clock: links.time.clock,
  standInRefusal: (amount) => links.standIn.refusal(amount),
  isClockTrusted: () => isClockTrusted(links.time),
  limits: amountLimitsOf(config),
  maxOpenSwaps: config.limits.maxOpenSwaps,
  maxOpenTotal: {
    KHR: config.limits.maxOpenTotal.KHR.minor,
    USD: config.limits.maxOpenTotal.USD.minor,
  },
  nodeRules: links.node.rules,
  spreadPpm: config.quote.spreadPpm,
  quoteTtlMs: config.quote.ttlMs,
});

/** What the terminal is given by others; the rest is made here. */
type ScreenParts = Omit<
  Parameters<typeof createTerminal>[0],
  | "settings"
  | "journal"
  | "loop"
  | "checkout"
  | "clock"
  | "isStopped"
  | "desk"
  | "sendPolicy"
  | "withdrawals"
>;

/** The screens' side: checkout, refund desk, commands and snapshots. */
export const composeScreens = (
  config: Config,
  links: Links,
  engine: Engine,
  parts: ScreenParts,
): { readonly terminal: Terminal; readonly withdrawals: Withdrawals | null } => {
  const settings = settingsOf(config);
  const { screen, epoch } = parts;
  const { journal, time, send } = links;
  const { clock } = time;
  const policy = payPolicyOf(config);
  const options = preflightOptions(config, links);
  const { admit, open } = composeAdmission(config, options, links, engine.loop);
  const checkout = createCheckout({
    rail: links.rail,
    clock,
    clockSkewMs: CLOCK_SKEW_MS,
    isClockTrusted: () => isClockTrusted(links.time),
    admit,
    judgeAmount: (amount) => checkAmount(amount, settings.limits)?.code ?? null,
    preflight: async (amount) => preflight(options, amount),
    remembered: (code) => links.standIn.holder(code),
    onQuote: ({ code, holder, quote, standIn }) => {
      const fresh = newSwap({ random, clock, sha256Hex }, toPayee(code, holder), quote, standIn);
      const { swap } = open(fresh);
      screen.turnTo({ kind: "swap", id: swap.id });
    },
    onChange: () => screen.changed(),
  });
  const { loop } = engine;
  const desk = composeRefundDesk({
    config,
    send,
    journal,
    loop,
    screen,
    clock,
    policy,
    epoch,
    isStopped: links.isStopped,
    isClockTrusted: () => isClockTrusted(time),
  });
  const withdrawals = composeWithdrawals({
    config,
    journal,
    desk,
    clock,
    isClockTrusted: () => isClockTrusted(time),
  });
  const terminal = createTerminal({
    ...parts,
    withdrawals,
    settings,
    journal,
    loop,
    checkout,
    desk,
    sendPolicy: policy.send,
    clock,
    isStopped: links.isStopped,
  });
  return { terminal, withdrawals };
};
