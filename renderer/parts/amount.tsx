import type { JSX } from "preact";

const SHORT_TEXT = 11;

/** The largest thing on a screen of a payment. A short amount is written larger still. */
export const Amount = ({ text }: { readonly text: string }): JSX.Element => (
  <p class={text.length <= SHORT_TEXT ? "amount short" : "amount"}>{text}</p>
);
