import type { JSX } from "preact";

const SHORT_TEXT = 11;
const SATS = / sats$/;

const sizeOf = (digits: string): string =>
  digits.length <= SHORT_TEXT ? "amount short" : "amount";

/**
 * The largest thing on a screen of a payment. A short amount is written larger still; the unit of
 * an amount in sats is written smaller, since its digits need the room.
 */
export const Amount = ({ text }: { readonly text: string }): JSX.Element => {
  const digits = text.replace(SATS, "");
  return (
    <p class={sizeOf(digits)}>
      {digits}
      {digits !== text && <span class="unit"> sats</span>}
    </p>
  );
};
