import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Amount } from "../parts/amount.tsx";
import { Text } from "../parts/text.tsx";
import { useScreen } from "../screen/context.ts";
import { sentencesOf } from "../words/say.ts";
import { Shell, useDropDraft } from "./shell.tsx";
import { ERASE, typeKey } from "./typing.ts";

type AmountView = Extract<CashierView, { kind: "amount" }>;

/**
 * The digits as typed here, ahead of the core while keys come faster than its answers. Once all
 * are answered the core's own digits count again, from the next view on: an answer comes before
 * the view that it brings about, and a key between the two must not be put to the digits before.
 */
const useEntry = (view: AmountView): readonly [string, (key: string) => void] => {
  const { command } = useScreen();
  const [ahead, setAhead] = useState<string | null>(null);
  const latest = useRef<string | null>(null);
  const open = useRef(0);
  const follow = (): void => {
    if (open.current > 0) return;
    latest.current = null;
    setAhead(null);
  };
  useLayoutEffect(follow, [view]);
  const send = async (digits: string): Promise<void> => {
    open.current += 1;
    const isTaken = await command("setEntry", { digits });
    open.current -= 1;
    if (!isTaken) follow();
  };
  const press = (key: string): void => {
    const digits = typeKey(latest.current ?? view.digits, key);
    latest.current = digits;
    setAhead(digits);
    void send(digits);
  };
  return [ahead ?? view.digits, press];
};

const Keypad = ({
  currency,
  press,
}: {
  readonly currency: "KHR" | "USD";
  readonly press: (key: string) => void;
}): JSX.Element => {
  const { words } = useScreen();
  const keys = ["7", "8", "9", "4", "5", "6", "1", "2", "3", currency === "KHR" ? "000" : ".", "0"];
  return (
    <div class="keypad">
      {keys.map((key) => (
        <button
          key={key}
          type="button"
          class="key"
          onClick={() => {
            press(key);
          }}
        >
          {key}
        </button>
      ))}
      <button
        type="button"
        class="key"
        aria-label={words.screen.backspace}
        onClick={() => {
          press(ERASE);
        }}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M8 5h13v14H8l-6-7zM11.5 9l6 6m0-6-6 6" />
        </svg>
      </button>
    </div>
  );
};

const Limits = ({ view }: { readonly view: AmountView }): JSX.Element => {
  const { words } = useScreen();
  const refusal = view.refusal === null ? null : sentencesOf(words, view.refusal, null);
  const left = view.dayLimit?.left ?? null;
  return (
    <div class="limits" role="status">
      {refusal !== null && (
        <p class="refusal">
          <Text>
            {left === null ? refusal.what : `${refusal.what} ${words.dayLimit.left(left)}`}
          </Text>
        </p>
      )}
      <p class="limits-label">
        <Text>{words.screen.limits}</Text>
      </p>
      <p class="limits-text">{view.limits}</p>
    </div>
  );
};

/** A code without an amount: the cashier types it. */
export const AmountEntry = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: AmountView;
}): JSX.Element => {
  const { command, words } = useScreen();
  const [digits, press] = useEntry(view);
  const shown = digits === view.digits ? view.amount : null;
  const onKey = (key: string): boolean => {
    const fits = /^\d$/.test(key) || key === ERASE || (key === "." && view.currency === "USD");
    if (fits) press(key);
    return fits;
  };
  const unit = view.currency === "KHR" ? "៛" : "US$";
  return (
    <Shell
      snapshot={snapshot}
      state={{ word: words.screen.amountWord, tone: "ready", shape: "keypad" }}
      rail={
        <div class="rail-payee">
          <p class="payee-name">
            <Text>{view.payee.codeName}</Text>
          </p>
          <p>
            <Text>{view.payee.city}</Text>
          </p>
        </div>
      }
      top={
        digits === "" ? (
          <p class="amount empty">{unit}</p>
        ) : (
          <Amount text={shown ?? (view.currency === "KHR" ? `${digits} ៛` : `US$${digits}`)} />
        )
      }
      back={useDropDraft()}
      forward={
        view.amount === null || view.refusal !== null
          ? null
          : { label: words.screen.next, run: () => void command("submitAmount", {}) }
      }
      onKey={onKey}
      layout="entry"
    >
      <Keypad currency={view.currency} press={press} />
      <Limits view={view} />
    </Shell>
  );
};
