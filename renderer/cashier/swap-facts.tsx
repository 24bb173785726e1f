import type { JSX } from "preact";
import type { SwapText } from "../../main/bridge/contract-swap.ts";
import { Text } from "../parts/text.tsx";
import { useScreen } from "../screen/context.ts";
import { receiptWordOf } from "../words/say.ts";

/** Facts for the receipt's reader and for support, small. */
export const Facts = ({ swap }: { readonly swap: SwapText }): JSX.Element => {
  const { words } = useScreen();
  const receipt = receiptWordOf(words, swap);
  const facts: readonly (readonly [string, string | null])[] = [
    [words.screen.reference, swap.payoutReference],
    [words.screen.supportCode, swap.supportCode],
    [words.screen.paymentNumber, swap.swapId],
  ];
  return (
    <div class="facts small">
      <dl>
        {receipt !== null && (
          <div class={`receipt ${swap.receipt}`}>
            <dt>
              <Text>{words.screen.receipt}</Text>
            </dt>{" "}
            <dd>
              <Text>{receipt}</Text>
            </dd>
          </div>
        )}
        {facts.map(
          ([label, value]) =>
            value !== null && (
              <div key={label}>
                <dt>
                  <Text>{label}</Text>
                </dt>{" "}
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </div>
  );
};

/** What was paid, and to whom. */
export const Who = ({ swap }: { readonly swap: SwapText }): JSX.Element => (
  <p class="who">
    <span class="sats">{swap.amount.sats}</span>{" "}
    <span class="payee-name">
      <Text>{swap.payee.codeName}</Text>
    </span>
  </p>
);
