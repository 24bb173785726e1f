import { Failure } from "../../../main/domain/failure.ts";

/** Some things can only be told to the simulated node. */
export const isReal = (why: string): Failure =>
  new Failure("NETWORK_IS_REAL", `this LND is real: ${why}`);
