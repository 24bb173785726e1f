import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { RefundText } from "../../main/bridge/contract-refund.ts";
import type { SwapText } from "../../main/bridge/contract-swap.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Amount } from "../parts/amount.tsx";
import type { Action } from "../parts/button.tsx";
import { Button, HoldButton } from "../parts/button.tsx";
import { Sentences } from "../parts/sentences.tsx";
import { Shape } from "../parts/shape.tsx";
import { Text } from "../parts/text.tsx";
import { SinceWhen, WaitTimes } from "../parts/timer.tsx";
import { useScreen } from "../screen/context.ts";
import { useHold } from "../screen/use-hold.ts";
import { ANSWER_OF } from "../words/say.ts";
import { RefundEntry } from "./refund-entry.tsx";
import { refundTold } from "./refund-told.ts";
import { Shell } from "./shell.tsx";
import { Facts } from "./swap-facts.tsx";

interface RefundProps {
  readonly snapshot: CashierSnapshot;
  readonly swap: SwapText;
  readonly refund: RefundText;
}

/** Which payment it is, since the largest text is what goes back. */
const Which = ({ swap }: { readonly swap: SwapText }): JSX.Element => (
  <p class="who">
    <span class="sats">{swap.amount.fiat}</span>{" "}
    <span class="payee-name">
      <Text>{swap.payee.codeName}</Text>
    </span>
  </p>
);

const PaidBackButton = ({ swapId }: { readonly swapId: string }): JSX.Element => {
  const { command, words } = useScreen();
  const action: Action = {
    label: words.screen.markRefunded,
    hold: true,
    run: () => void command("markRefunded", { swapId }),
  };
  return <HoldButton action={action} hold={useHold(action.run)} />;
};

const Side = ({ swap, refund }: Omit<RefundProps, "snapshot">): JSX.Element => {
  const { command, words } = useScreen();
  const { swapId } = swap;
  const mayPayByHand = refund.task === "by-hand" || refund.task === "show-code";
  return (
    <>
      {swap.canReprint && (
        <Button
          action={{
            label: words.screen.printAgain,
            run: () => void command("reprint", { swapId }),
          }}
        />
      )}
      {swap.canMarkRefunded && mayPayByHand && <PaidBackButton swapId={swapId} />}
    </>
  );
};

const Rail = ({ refund }: { readonly refund: RefundText }): JSX.Element => {
  const { words } = useScreen();
  const { stage, task, destination, sinceMs, fee } = refund;
  const isWait = stage === "reading" || stage === "under-way" || task === "wait";
  return (
    <>
      {isWait ? (
        <WaitTimes sinceMs={sinceMs} untilMs={null} untilWord="" />
      ) : (
        <SinceWhen sinceMs={sinceMs} />
      )}
      <dl class="times rail-to">
        {destination !== null && (
          <div>
            <dt>
              <Text>{words.refund.to}</Text>
            </dt>
            <dd>{destination.text}</dd>
          </div>
        )}
        {fee !== null && (
          <div>
            <dt>
              <Text>{words.refund.feePaid}</Text>
            </dt>
            <dd>{fee}</dd>
          </div>
        )}
      </dl>
    </>
  );
};

/** The way forward of a refund that is not under review: what may be done next, else leave. */
const useForward = ({ swap, refund }: RefundProps, type: () => void): Action => {
  const { command, words } = useScreen();
  const { swapId } = swap;
  if (refund.canRetry) {
    return { label: words.queue.tryAgain, run: () => void command("retryRefund", { swapId }) };
  }
  if (refund.task === "show-code") return { label: words.refund.type, run: type };
  const isOver = refund.stage === "refunded" || refund.task === "by-hand";
  return {
    label: isOver ? words.screen.newPayment : words.screen.nextCustomer,
    run: () => void command("goIdle", {}),
  };
};

/** The way back: take the choice back while that is possible, else leave where nothing else does. */
const useBack = ({ swap, refund }: RefundProps): Action | null => {
  const { command, words } = useScreen();
  if (refund.canDrop) {
    const { swapId } = swap;
    return { label: words.refund.otherWay, run: () => void command("dropRefund", { swapId }) };
  }
  return refund.canRetry || refund.task === "show-code"
    ? { label: words.screen.back, run: () => void command("goIdle", {}) }
    : null;
};

const Told = (props: RefundProps & { readonly type: () => void }): JSX.Element => {
  const { words } = useScreen();
  const { snapshot, swap, refund, type } = props;
  const { state, sentences } = refundTold(words, swap, refund);
  const isByHand = refund.task === "by-hand";
  // While it goes back, "did it go through?" would be asked of the refund.
  const isAnswered = refund.stage === "refunded" || refund.code === "REFUND_OFF";
  const supportCode = isByHand ? swap.supportCode : (refund.code ?? swap.supportCode);
  return (
    <Shell
      snapshot={snapshot}
      state={state}
      rail={<Rail refund={refund} />}
      top={<Amount text={refund.amount} />}
      back={useBack(props)}
      forward={useForward(props, type)}
      side={<Side swap={swap} refund={refund} />}
      layout="swap"
    >
      <Which swap={swap} />
      <Sentences
        words={sentences}
        {...(isAnswered ? { answer: words.answers[ANSWER_OF[swap.situation]] } : {})}
      />
      <Facts swap={{ ...swap, supportCode }} />
    </Shell>
  );
};

/** What was read, to be compared; nothing is chosen before the button has been held. */
const Review = ({ snapshot, swap, refund }: RefundProps): JSX.Element => {
  const { command, words } = useScreen();
  const { swapId } = swap;
  const { destination, maxFee } = refund;
  const { state } = refundTold(words, swap, refund);
  const isChain = destination?.kind === "address";
  return (
    <Shell
      snapshot={snapshot}
      state={state}
      rail={<SinceWhen sinceMs={refund.sinceMs} />}
      top={<Amount text={refund.amount} />}
      back={{ label: words.screen.back, run: () => void command("dropRefund", { swapId }) }}
      forward={{
        label: words.refund.holdSend,
        hold: true,
        run: () => void command("confirmRefund", { swapId }),
      }}
      layout="review"
    >
      <dl class="rows">
        {destination !== null && (
          <div class="row strong">
            <dt>
              <Text>{words.refund.kinds[destination.kind]}</Text>
            </dt>
            <dd class="account">{destination.text}</dd>
          </div>
        )}
        {maxFee !== null && (
          <div class="row">
            <dt>
              <Text>{words.refund.maxFee}</Text>
            </dt>
            <dd>{maxFee}</dd>
          </div>
        )}
        <div class="row">
          <dt>
            <Text>{words.refund.forPayment}</Text>
          </dt>
          <dd>
            {swap.amount.fiat} · <Text>{swap.payee.codeName}</Text>
          </dd>
        </div>
      </dl>
      <p class="warning" role="alert">
        <Shape name="alert" />
        <Text>{isChain ? words.refund.notCalledBackChain : words.refund.notCalledBack}</Text>
      </p>
    </Shell>
  );
};

/** A payment that is, or was, owed to the payer: from the code that is shown to the bitcoin that has gone. */
export const Refund = (props: RefundProps): JSX.Element => {
  const { command } = useScreen();
  const { snapshot, swap, refund } = props;
  const [text, setText] = useState("");
  // Typing ends by itself when something else is told.
  const [typing, setTyping] = useState<{ readonly code: string | null } | null>(null);
  const isTyping = typing !== null && typing.code === refund.code && refund.task === "show-code";
  if (refund.stage === "review") {
    // Another code is another screen: a finger still held down must not send to it.
    return <Review key={`${refund.destination?.text ?? ""} ${refund.sinceMs}`} {...props} />;
  }
  if (!isTyping) {
    return <Told key={refund.stage} {...props} type={() => setTyping({ code: refund.code })} />;
  }
  return (
    <RefundEntry
      snapshot={snapshot}
      amount={refund.amount}
      text={text}
      setText={setText}
      read={() => {
        const trimmed = text.trim();
        if (trimmed === "") return;
        setTyping(null);
        void command("readRefundCode", { swapId: swap.swapId, text: trimmed });
      }}
      leave={() => setTyping(null)}
    />
  );
};
