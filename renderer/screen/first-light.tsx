import type { JSX } from "preact";
import { LANGUAGES } from "../../main/bridge/contract.ts";
import type { Connection } from "../link/screen-link.ts";
import { Text } from "../parts/text.tsx";
import { wordsOf } from "../words/say.ts";
import type { ScreenWord } from "../words/words.ts";

const SAID = {
  connected: "startingWhat",
  lost: "connectionLostWhat",
  "turned-away": "turnedAwayWhat",
} as const satisfies Readonly<Record<Connection, ScreenWord>>;

/** Before the first snapshot, when not even the language is known: both at once. */
export const FirstLight = ({ connection }: { readonly connection: Connection }): JSX.Element => (
  <main class="first-light">
    <h1>Satriel</h1>
    {LANGUAGES.map((language) => {
      const { screen } = wordsOf(language);
      return (
        <p key={language} lang={language}>
          <Text>{screen[SAID[connection]]}</Text>
        </p>
      );
    })}
  </main>
);
