import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import { LANGUAGES } from "../../main/bridge/contract.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { type Action, Button } from "../parts/button.tsx";
import { KhqrCard } from "../parts/khqr-card.tsx";
import { LinksTold } from "../parts/marks.tsx";
import { Sentences } from "../parts/sentences.tsx";
import { Text } from "../parts/text.tsx";
import { Clock } from "../parts/timer.tsx";
import { useScreen } from "../screen/context.ts";
import { sentencesOf, wordsOf } from "../words/say.ts";
import { Shell, TerminalName } from "./shell.tsx";

const LONGEST_CODE = 2048;

/** A code as text, for a shop without a scanner. */
const TypedCode = (): JSX.Element => {
  const { command, words } = useScreen();
  const [text, setText] = useState("");
  const trimmed = text.trim();
  return (
    <form
      class="typed-code"
      onSubmit={(event) => {
        event.preventDefault();
        if (trimmed !== "") void command("scan", { text: trimmed });
      }}
    >
      <input
        type="text"
        value={text}
        maxLength={LONGEST_CODE}
        placeholder={words.screen.typedCode}
        aria-label={words.screen.typedCode}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => {
          setText(event.currentTarget.value);
        }}
      />
      {trimmed !== "" && (
        <button type="submit" class="button side">
          <Text>{words.screen.useCode}</Text>
        </button>
      )}
    </form>
  );
};

const Settings = ({ snapshot }: { readonly snapshot: CashierSnapshot }): JSX.Element => {
  const { command, words } = useScreen();
  const other = LANGUAGES.find((language) => language !== snapshot.language) ?? "en";
  const theme = snapshot.theme === "dark" ? "light" : "dark";
  return (
    <>
      <Button
        action={{
          label: words.screen.history,
          run: () => void command("showHistory", { page: 0 }),
        }}
      />
      <Button
        action={{
          label: wordsOf(other).languageName,
          run: () => void command("setLanguage", { role: "cashier", language: other }),
        }}
      />
      <Button
        action={{
          label: theme === "dark" ? words.screen.themeDark : words.screen.themeLight,
          run: () => void command("setTheme", { role: "cashier", theme }),
        }}
      />
    </>
  );
};

type IdleView = Extract<CashierView, { kind: "idle" }>;

/** What an operator compares before quotes go on. */
const PriceJump = ({
  jump: { before, now },
}: {
  readonly jump: NonNullable<IdleView["priceJump"]>;
}): JSX.Element => {
  const { words } = useScreen();
  return (
    <dl class="rows">
      <div class="row">
        <dt>
          <Text>{words.screen.priceBefore}</Text>
        </dt>
        <dd>{before}</dd>
      </div>
      <div class="row strong">
        <dt>
          <Text>{words.screen.priceNow}</Text>
        </dt>
        <dd>{now ?? <Text>{words.screen.pricesApart}</Text>}</dd>
      </div>
    </dl>
  );
};

const Invitation = ({ view }: { readonly view: IdleView }): JSX.Element => {
  const { words } = useScreen();
  if (view.blocked !== null) {
    return (
      <div class={view.abilities.length > 0 ? "blocked tells" : "blocked"}>
        <Sentences words={sentencesOf(words, view.blocked, null)} />
        {view.abilities.length > 0 && (
          <p class="still-works">
            <Text>
              {`${words.screen.stillWorks} ${view.abilities.map((name) => words.abilities[name]).join("; ")}.`}
            </Text>
          </p>
        )}
        {view.priceJump !== null && <PriceJump jump={view.priceJump} />}
        <p class="small">{view.blocked}</p>
      </div>
    );
  }
  return (
    <div class="invitation">
      <div>
        <h2>
          <Text>{words.screen.scanTitle}</Text>
        </h2>
        <p>
          <Text>{words.screen.scanHint}</Text>
        </p>
      </div>
      <KhqrCard />
    </div>
  );
};

/** The shop's own code, or the operator's word on a price that jumped. */
const useForward = (view: IdleView): Action | null => {
  const { command, words } = useScreen();
  if (view.blocked === "RATE_JUMPED" && typeof view.priceJump?.now === "string") {
    return {
      label: words.screen.rearmPrices,
      hold: true,
      run: () => void command("rearmPrices", {}),
    };
  }
  if (view.blocked !== null || view.ownCodeName === null) return null;
  return {
    label: words.screen.useOwnCode,
    detail: view.ownCodeName,
    run: () => void command("startOwnCode", {}),
  };
};

/** Nothing is going on: a code may be scanned. */
export const Idle = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: IdleView;
}): JSX.Element => {
  const { command, words } = useScreen();
  const openNode = (): void => void command("showNode", {});
  return (
    <Shell
      snapshot={snapshot}
      state={
        view.blocked === null
          ? { word: words.screen.ready, tone: "ready", shape: "ready" }
          : { word: words.screen.blocked, tone: "warn", shape: "stop" }
      }
      rail={
        <>
          <Clock />
          <LinksTold snapshot={snapshot} node={view.node} onOpen={openNode} />
          {view.troubles > 0 && (
            <Button
              action={{
                label: words.troublesOpen(view.troubles),
                run: () => void command("showTroubles", {}),
              }}
            />
          )}
          {view.troubles === 0 && view.queued > 0 && (
            <Button
              action={{
                label: words.queueOpen(view.queued),
                run: () => void command("showQueue", { page: 0 }),
              }}
            />
          )}
        </>
      }
      top={<TerminalName name={snapshot.terminalName} />}
      forward={useForward(view)}
      side={<Settings snapshot={snapshot} />}
      layout="idle"
      onKey={(key) => {
        // By a key of its own: the first Tab leads to the code's field.
        if (key === "F1") openNode();
        return key === "F1";
      }}
    >
      <Invitation view={view} />
      {view.blocked === null && (
        <div class="idle-row">
          <TypedCode />
        </div>
      )}
    </Shell>
  );
};
