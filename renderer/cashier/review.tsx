import type { ComponentChildren, JSX } from "preact";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Amount } from "../parts/amount.tsx";
import { Shape } from "../parts/shape.tsx";
import { Text } from "../parts/text.tsx";
import { WaitTimes } from "../parts/timer.tsx";
import { useScreen } from "../screen/context.ts";
import { Shell, useDropDraft } from "./shell.tsx";

const Row = ({
  label,
  strong,
  children,
}: {
  readonly label: string;
  readonly strong?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element => (
  <div class={strong === true ? "row strong" : "row"}>
    <dt>
      <Text>{label}</Text>
    </dt>
    <dd>{children}</dd>
  </div>
);

/** The quote, before anything exists outside: who is paid, how much, at what price. */
export const Review = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: Extract<CashierView, { kind: "review" }>;
}): JSX.Element => {
  const { command, words } = useScreen();
  const { payee, quote, amount } = view;
  const { screen } = words;
  return (
    <Shell
      snapshot={snapshot}
      state={{ word: screen.review, tone: "ready", shape: "look" }}
      rail={<WaitTimes sinceMs={null} untilMs={quote.expiresAtMs} untilWord={screen.priceHeld} />}
      top={<Amount text={amount.fiat} />}
      back={useDropDraft()}
      forward={{
        label: screen.showCode,
        run: () => void command("confirmQuote", { swapId: view.swapId }),
      }}
      layout="review"
    >
      <div class="price">
        <p class="sats">{amount.sats}</p>
        <p>
          <Text>{screen.fee}</Text> {quote.fee}
        </p>
      </div>
      <dl class="rows">
        <Row label={screen.codeName} strong>
          <Text>{payee.codeName}</Text>
        </Row>
        <Row label={screen.holderName} strong>
          <Text>{payee.holderName ?? screen.holderAsked}</Text>
        </Row>
        <Row label={screen.account}>
          <span class="account">{payee.account}</span> · <Text>{payee.city}</Text>
        </Row>
        {/* Two warnings need the room of a row on the smallest glass. */}
        {view.standIn && payee.namesDiffer ? null : <Row label={screen.rate}>{quote.rate}</Row>}
      </dl>
      {view.standIn ? (
        <p class="warning" role="alert">
          <Shape name="hourglass" />
          <Text>{screen.standIn}</Text>
        </p>
      ) : null}
      {payee.namesDiffer ? (
        <p class="warning" role="alert">
          <Shape name="alert" />
          <Text>{screen.namesDiffer}</Text>
        </p>
      ) : null}
      {view.standIn || payee.namesDiffer ? null : (
        <p class="small">
          <Text>{screen.sources}</Text> {quote.sources} ·{" "}
          <Text>{words.rateAge(quote.rateAgeSeconds)}</Text>
        </p>
      )}
    </Shell>
  );
};
