/** Guards that are configured away. */
import type { PayPolicy } from "../../../main/domain/swap.ts";
import type { Catching, Mutant } from "./mutant.ts";

const withPolicy = (name: string, catching: Catching, change: Partial<PayPolicy>): Mutant => ({
  name,
  ...catching,
  engine: (shipped) => ({ ...shipped, policy: { ...shipped.policy, ...change } }),
});

const NEVER = -1_000_000;

export const POLICY_MUTANTS: readonly Mutant[] = [
  withPolicy("no CLTV guard", { within: 50, rules: ["I4"] }, { payoutMinBlocks: NEVER }),
  withPolicy("no suspense", { within: 1_100, rules: ["I2b"] }, { suspenseBlocks: NEVER }),
  withPolicy("suspense too early", { within: 1_100, rules: ["I3"] }, { suspenseBlocks: 41 }),
  withPolicy(
    "any overpayment is taken",
    { within: 450, rules: ["F8"] },
    { maxOverpayPpm: 1_000_000_000n },
  ),
  withPolicy(
    "the price is not looked at again",
    { within: 100, rules: ["F55"] },
    { maxSlippagePpm: 1_000_000_000n },
  ),
];
