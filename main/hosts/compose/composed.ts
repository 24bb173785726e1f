import type { BridgeCore } from "../../bridge/dispatch.ts";
import type { Config } from "../../config/schema.ts";
import type { SqliteJournal } from "../../journal/journal.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ReceiptPrinter } from "../../ports/devices.ts";
import type { LightningSend } from "../../ports/lightning-send.ts";
import type { Lightning } from "../../ports/lightning.ts";
import type { PayoutRail } from "../../ports/payout-rail.ts";
import type { SettlementSink } from "../../ports/settlement.ts";

/** A terminal put together and running. */
export interface ComposedTerminal {
  readonly core: BridgeCore;
  /** Close the journal and let go of everything outside; open swaps recover at the next start. */
  close(): Promise<void>;
}

/** Puts a terminal together from its configuration and starts it. */
export type ComposeTerminal = (config: Config) => Promise<ComposedTerminal>;

/**
 * What stands between the terminal and all that it writes to and asks: each is given the real one
 * and answers the one to use. Nothing where it ships; tests watch the calls or end the process there.
 */
export interface Around {
  readonly clock: (inner: Clock) => Clock;
  readonly journal: (inner: SqliteJournal) => SqliteJournal;
  readonly lightning: (inner: Lightning) => Lightning;
  /** Asked for only where the terminal may send. */
  readonly lightningSend: (inner: LightningSend) => LightningSend;
  readonly rail: (inner: PayoutRail) => PayoutRail;
  readonly printer: (inner: ReceiptPrinter) => ReceiptPrinter;
  readonly sink: (inner: SettlementSink) => SettlementSink;
}

export const NOTHING_AROUND: Around = {
  clock: (inner) => inner,
  journal: (inner) => inner,
  lightning: (inner) => inner,
  lightningSend: (inner) => inner,
  rail: (inner) => inner,
  printer: (inner) => inner,
  sink: (inner) => inner,
};
