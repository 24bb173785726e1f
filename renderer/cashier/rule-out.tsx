import type { JSX } from "preact";
import type { SwapText } from "../../main/bridge/contract-swap.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Amount } from "../parts/amount.tsx";
import { Sentences } from "../parts/sentences.tsx";
import { SinceWhen } from "../parts/timer.tsx";
import { useScreen } from "../screen/context.ts";
import { Shell } from "./shell.tsx";
import { LOOKS } from "./situations.ts";
import { Facts, Who } from "./swap-facts.tsx";

/** The second step of ruling a payout out: what it means, and the button that is held. */
export const RuleOut = ({
  snapshot,
  swap,
}: {
  readonly snapshot: CashierSnapshot;
  readonly swap: SwapText;
}): JSX.Element => {
  const { command, words } = useScreen();
  const { swapId } = swap;
  return (
    <Shell
      snapshot={snapshot}
      state={{ word: words.ruleOut.word, ...LOOKS[swap.situation] }}
      rail={<SinceWhen sinceMs={swap.sinceMs} />}
      top={<Amount text={swap.amount.fiat} />}
      back={{ label: words.screen.back, run: () => void command("showSwap", { swapId }) }}
      forward={{
        label: words.screen.holdRuleOut,
        hold: true,
        run: () => void command("ruleOutPayout", { swapId }),
      }}
      layout="swap"
    >
      <Who swap={swap} />
      <Sentences words={words.ruleOut} />
      <Facts swap={swap} />
    </Shell>
  );
};
