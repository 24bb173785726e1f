import type { Mutant } from "../mutant.ts";
import { MACHINE_MUTANTS } from "./machine.ts";
import { OUTSIDE_MUTANTS } from "./outside.ts";
import { POLICY_MUTANTS } from "./policy.ts";
import { PREFLIGHT_MUTANTS } from "./preflight.ts";

/** Every deliberate bug. Another flow adds a file of its own and one line here. */
export const MUTANTS: readonly Mutant[] = [
  ...MACHINE_MUTANTS,
  ...POLICY_MUTANTS,
  ...OUTSIDE_MUTANTS,
  ...PREFLIGHT_MUTANTS,
];
