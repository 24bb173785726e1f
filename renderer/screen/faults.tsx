import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Frame } from "../parts/frame.tsx";
import { Sentences } from "../parts/sentences.tsx";
import { useScreen } from "./context.ts";

const RELOAD_MS = 5_000;

/** Load the page again, by itself after a while. */
const useReload = (): (() => void) => {
  const reload = (): void => {
    location.reload();
  };
  useEffect(() => {
    const timer = setTimeout(reload, RELOAD_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return reload;
};

/** The terminal does not answer this screen. */
export const ConnectionLost = (): JSX.Element => {
  const { role, words } = useScreen();
  const { screen, payer } = words;
  const isPayer = role === "payer";
  return (
    <Frame
      state={{
        word: isPayer ? payer.lost : screen.connectionLost,
        tone: "wait",
        shape: "plug",
      }}
      top={null}
      marks={null}
      layout="plain"
    >
      <Sentences
        words={
          isPayer
            ? { what: payer.lostWhat, money: payer.lostMoney, act: payer.lostAct }
            : {
                what: screen.connectionLostWhat,
                money: screen.connectionLostMoney,
                act: screen.connectionLostAct,
              }
        }
      />
    </Frame>
  );
};

/**
 * The terminal answers, and does not know this screen: it has started again since, and every start
 * has addresses of its own. The screen goes on trying, for a page opened anew lets this one in too.
 */
export const TurnedAway = (): JSX.Element => {
  const { role, words } = useScreen();
  const { screen, payer } = words;
  const isPayer = role === "payer";
  return (
    <Frame
      state={{ word: isPayer ? payer.lost : screen.turnedAway, tone: "warn", shape: "plug" }}
      top={null}
      marks={null}
      layout="plain"
    >
      <Sentences
        words={
          isPayer
            ? { what: payer.turnedAwayWhat, money: payer.lostMoney, act: payer.turnedAwayAct }
            : {
                what: screen.turnedAwayWhat,
                money: screen.connectionLostMoney,
                act: screen.turnedAwayAct,
              }
        }
      />
    </Frame>
  );
};

/** This screen cannot go on as it is: it is of another version, or it has failed. */
export const LoadAgain = ({
  why,
}: {
  readonly why: "versionMismatch" | "crashed";
}): JSX.Element => {
  const { role, words } = useScreen();
  const { screen, payer } = words;
  const reload = useReload();
  const isPayer = role === "payer";
  return (
    <Frame
      state={{
        word: isPayer ? payer.lost : screen[why],
        tone: "wait",
        shape: why === "crashed" ? "alert" : "return",
      }}
      top={null}
      marks={null}
      forward={{ label: screen.reload, run: reload }}
      layout="plain"
    >
      <Sentences
        words={{
          what: isPayer ? payer.reloadWhat : screen[`${why}What`],
          money: isPayer ? payer.lostMoney : screen.connectionLostMoney,
          act: isPayer ? payer.lostAct : screen.reloadAct,
        }}
      />
    </Frame>
  );
};
