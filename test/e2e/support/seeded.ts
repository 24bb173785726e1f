/** A state of a screen that tests and pictures begin with. */
import type {
  CashierSnapshot,
  Language,
  PayerSnapshot,
  Theme,
} from "../../../main/bridge/contract.ts";

/** One seeded state of a screen. */
export interface Seeded<S> {
  readonly name: string;
  readonly snapshot: S;
}

/** The same state in another language or theme. */
export const dressed = <S extends CashierSnapshot | PayerSnapshot>(
  snapshot: S,
  language: Language,
  theme: Theme,
): S => ({ ...snapshot, language, theme });
