import type { JSX } from "preact";
import { LANGUAGES } from "../../main/bridge/contract.ts";
import { Text } from "../parts/text.tsx";
import { wordsOf } from "../words/say.ts";

/** Before the first snapshot, when not even the language is known: both at once. */
export const FirstLight = ({ connected }: { readonly connected: boolean }): JSX.Element => (
  <main class="first-light">
    <h1>Satriel</h1>
    {LANGUAGES.map((language) => {
      const { screen } = wordsOf(language);
      return (
        <p key={language} lang={language}>
          <Text>{connected ? screen.startingWhat : screen.connectionLostWhat}</Text>
        </p>
      );
    })}
  </main>
);
