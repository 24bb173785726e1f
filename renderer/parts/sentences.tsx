import type { JSX } from "preact";
import type { Sentences as Three } from "../words/words.ts";
import { Text } from "./text.tsx";

/** What happened, where the money is, what to do. `answer` goes before the first. */
export const Sentences = ({
  words,
  answer,
}: {
  readonly words: Three;
  readonly answer?: string;
}): JSX.Element => (
  <div class="sentences">
    <p class="what">
      {answer !== undefined && (
        <>
          <strong class="answer">
            <Text>{answer}</Text>
          </strong>{" "}
        </>
      )}
      <Text>{words.what}</Text>
    </p>
    <p class="money">
      <Text>{words.money}</Text>
    </p>
    <p class="act">
      <Text>{words.act}</Text>
    </p>
  </div>
);
