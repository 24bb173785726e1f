import { CHAIN_MUTANTS } from "./chain.ts";
import { GROUP_MUTANTS } from "./groups.ts";
import { MACHINE_MUTANTS } from "./machine.ts";
import { MONEY_MUTANTS } from "./money.ts";
import type { Mutant } from "./mutant.ts";
import { OUTSIDE_MUTANTS } from "./outside.ts";
import { POLICY_MUTANTS } from "./policy.ts";
import { PREFLIGHT_MUTANTS } from "./preflight.ts";
import { RECORD_MUTANTS } from "./records.ts";
import { REFUND_MUTANTS } from "./refund.ts";
import { STAND_IN_MUTANTS } from "./stand-in.ts";

/** Every deliberate bug. Another flow adds a file of its own and one line here. */
export const MUTANTS: readonly Mutant[] = [
  ...MACHINE_MUTANTS,
  ...POLICY_MUTANTS,
  ...OUTSIDE_MUTANTS,
  ...PREFLIGHT_MUTANTS,
  ...STAND_IN_MUTANTS,
  ...GROUP_MUTANTS,
  ...MONEY_MUTANTS,
  ...RECORD_MUTANTS,
  ...REFUND_MUTANTS,
  ...CHAIN_MUTANTS,
];
