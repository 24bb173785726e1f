/** What the two steps of ruling a payout out do. */
import type { Ack, Commands } from "../bridge/contract.ts";
import type { SwapId } from "../domain/swap.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalReader } from "../ports/journal.ts";
import type { Loop } from "./engine/loop.ts";
import type { ScreenState } from "./screen-state.ts";
import { canRuleOut } from "./view/swap-text.ts";

interface RuleOutOptions {
  readonly screen: ScreenState;
  readonly journal: JournalReader;
  readonly loop: Loop;
  readonly clock: Clock;
}

type RuleOutTable = {
  readonly [Name in "showRuleOut" | "ruleOutPayout"]: (args: Parameters<Commands[Name]>[0]) => Ack;
};

const OK: Ack = { ok: true };
const no = (code: string): Ack => ({ ok: false, code });

const NOTE = "the bank's word, marked at the terminal";

export const createRuleOutCommands = (options: RuleOutOptions): RuleOutTable => {
  const { screen, journal, loop, clock } = options;

  const show = (id: SwapId): Ack => {
    const stored = journal.swap(id);
    if (stored === null) return no("SWAP_UNKNOWN");
    if (!canRuleOut(stored.swap)) return no("PAYOUT_NOT_RULED_OUT");
    screen.turnTo({ kind: "rule-out", id });
    return OK;
  };

  /** Only from the screen that has just said what it means. */
  const ruleOut = (swapId: string): Ack => {
    const focus = screen.focus();
    if (focus.kind !== "rule-out" || focus.id !== swapId) return no("EVENT_OUT_OF_PLACE");
    const { id } = focus;
    const applied = loop.apply(id, { kind: "payout-ruled-out", note: NOTE, atMs: clock.nowMs() });
    if (applied.kind === "refused") return no(applied.code);
    screen.turnTo({ kind: "past", id });
    return OK;
  };

  return {
    showRuleOut: ({ swapId }) => show(swapId as SwapId),
    ruleOutPayout: ({ swapId }) => ruleOut(swapId),
  };
};
