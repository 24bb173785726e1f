import type { JSX } from "preact";
import type { SwapText } from "../../main/bridge/contract-swap.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Amount } from "../parts/amount.tsx";
import type { Action } from "../parts/button.tsx";
import { Button } from "../parts/button.tsx";
import { Qr } from "../parts/qr.tsx";
import { Sentences } from "../parts/sentences.tsx";
import { Text } from "../parts/text.tsx";
import { SinceWhen, WaitTimes } from "../parts/timer.tsx";
import { useNow, useScreen } from "../screen/context.ts";
import { ANSWER_OF, reasonOf } from "../words/say.ts";
import { Shell } from "./shell.tsx";
import { LOOKS, isWait, mayHoldMoney } from "./situations.ts";
import { Facts, Who } from "./swap-facts.tsx";

const Told = ({ swap }: { readonly swap: SwapText }): JSX.Element => {
  const { words } = useScreen();
  const { money, act, what } = words.situations[swap.situation];
  const reason = reasonOf(words, swap.reason);
  return (
    <Sentences
      words={{ what: reason ?? what, money, act }}
      answer={words.answers[ANSWER_OF[swap.situation]]}
    />
  );
};

/** The code's time is over and the node has not yet said what became of it. */
const TimeIsUp = (): JSX.Element => {
  const { words } = useScreen();
  const { money, act } = words.situations["awaiting-but-node-silent"];
  return (
    <Sentences
      words={{ what: words.reasons["quote-expired"], money, act }}
      answer={words.answers["not-known"]}
    />
  );
};

const Side = ({ swap }: { readonly swap: SwapText }): JSX.Element => {
  const { command, words } = useScreen();
  return (
    <>
      {swap.canReprint && (
        <Button
          action={{
            label: words.screen.printAgain,
            run: () => void command("reprint", { swapId: swap.swapId }),
          }}
        />
      )}
      {swap.canRuleOut && (
        <Button
          action={{
            label: words.screen.ruleOut,
            run: () => void command("showRuleOut", { swapId: swap.swapId }),
          }}
        />
      )}
    </>
  );
};

const WithCode = ({
  swap,
  code,
}: {
  readonly swap: SwapText;
  readonly code: string;
}): JSX.Element => {
  const { words } = useScreen();
  const { act } = words.situations[swap.situation];
  return (
    <>
      <Qr text={code} label={words.screen.lightningCode} />
      <div class="beside">
        <Who swap={swap} />
        <div class="sentences">
          <p class="act">
            <Text>{act}</Text>
          </p>
        </div>
      </div>
    </>
  );
};

/** Since when, and until when where that is known. */
const Times = ({
  swap,
  isOver,
}: {
  readonly swap: SwapText;
  readonly isOver: boolean;
}): JSX.Element => {
  const { words } = useScreen();
  const untilMs = isOver ? null : swap.untilMs;
  if (!isWait(swap.situation)) return <SinceWhen sinceMs={swap.sinceMs} />;
  return (
    <>
      <WaitTimes sinceMs={swap.sinceMs} untilMs={untilMs} untilWord={words.screen.endsIn} />
      {/* What the bank does not know ends by nobody's answer but a person's. */}
      {untilMs === null && !swap.canRuleOut && (
        <p class="by-itself">
          <Text>{words.screen.endsByItself}</Text>
        </p>
      )}
    </>
  );
};

/** A payment, in whatever situation it is; the same screen answers for one of last week. */
export const Swap = ({
  snapshot,
  swap,
}: {
  readonly snapshot: CashierSnapshot;
  readonly swap: SwapText;
}): JSX.Element => {
  const { command, words } = useScreen();
  const { situation } = swap;
  const waits = isWait(situation);
  // Nobody may scan a dead code, whether or not the core has said so yet.
  const isOver = useNow() >= (swap.untilMs ?? Infinity);
  const code = isOver ? null : swap.invoiceQr;
  const isUnheard = isOver && situation === "awaiting-payment";
  const { word } = words.situations[isUnheard ? "expired" : situation];
  const leave: Action = {
    label: waits ? words.screen.nextCustomer : words.screen.newPayment,
    run: () => void command("goIdle", {}),
  };
  const holdCancel = mayHoldMoney(situation);
  const giveUp: Action = {
    label: holdCancel ? words.screen.holdCancel : words.screen.cancel,
    run: () => void command("cancel", {}),
    hold: holdCancel,
  };
  return (
    <Shell
      snapshot={snapshot}
      state={{ word, ...LOOKS[situation] }}
      rail={<Times swap={swap} isOver={isOver} />}
      top={<Amount text={swap.amount.fiat} />}
      back={swap.canCancel ? giveUp : null}
      forward={leave}
      side={<Side swap={swap} />}
      layout={code === null ? "swap" : "with-code"}
    >
      {code === null ? (
        <>
          <Who swap={swap} />
          {isUnheard ? <TimeIsUp /> : <Told swap={swap} />}
          <Facts swap={swap} />
        </>
      ) : (
        <WithCode swap={swap} code={code} />
      )}
    </Shell>
  );
};
