import type { JSX } from "preact";
import { useScreen } from "../screen/context.ts";
import { sentencesOf } from "../words/say.ts";
import { Text } from "./text.tsx";

/** A command that was refused: what happened and what to do, where the marks are, for a while. */
export const Notice = ({ code }: { readonly code: string | null }): JSX.Element | null => {
  const { words } = useScreen();
  if (code === null) return null;
  const { what, act } = sentencesOf(words, code, null);
  return (
    <p class="notice" role="alert">
      <Text>{`${what} ${act}`}</Text>
    </p>
  );
};
