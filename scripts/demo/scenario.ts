import type { Stage } from "./stage.ts";

/** One thing that goes wrong, and how it ends. */
export interface Scenario {
  /** What goes wrong, in one sentence. */
  readonly wrong: string;
  /** Why it ends as it does, in one sentence. */
  readonly rule: string;
  /** What the cashier's screen shows at the end. */
  readonly ends: string;
  /** What the order asks for, in riel; a usual amount unless told. */
  readonly amount?: string;
  /** How often the merchant is credited. */
  readonly credits: 0 | 1;
  /** Before the code is scanned. */
  readonly before?: (stage: Stage) => Promise<void>;
  /** Instead of the tourist paying the invoice. */
  readonly pay?: (stage: Stage) => Promise<void>;
  /** After the tourist has paid. */
  readonly after?: (stage: Stage) => Promise<void>;
}
