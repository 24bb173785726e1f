import type { JSX } from "preact";
import type { HistoryLine } from "../../main/bridge/contract-swap.ts";
import { Shape } from "../parts/shape.tsx";
import { Text } from "../parts/text.tsx";
import { useScreen } from "../screen/context.ts";
import { LOOKS } from "./situations.ts";

/** Payments that go on without being on screen; the one that needs a person comes first. */
export const AlsoOpen = ({
  lines,
}: {
  readonly lines: readonly HistoryLine[];
}): JSX.Element | null => {
  const { command, words } = useScreen();
  const first = lines.find((line) => line.needsAttention) ?? lines[0];
  if (first === undefined) return null;
  return (
    <button
      type="button"
      class="also"
      onClick={() => {
        void (lines.length === 1
          ? command("showSwap", { swapId: first.swapId })
          : command("showHistory", { page: 0 }));
      }}
    >
      <Shape name={first.needsAttention ? "alert" : LOOKS[first.situation].shape} />
      <span class="also-text">
        <span class="also-label">
          <Text>{`${words.screen.alsoOpen} (${lines.length})`}</Text>
        </span>
        <span class="also-amount">{first.amount.fiat}</span>
      </span>
    </button>
  );
};
