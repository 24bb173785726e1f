import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { CommandName, Commands, Language, Role } from "../../main/bridge/contract.ts";
import type { Words } from "../words/words.ts";

/** What every part of a screen can reach. */
export interface ScreenContext {
  readonly role: Role;
  readonly language: Language;
  readonly words: Words;
  /** Give a command to the core; true when it was taken. A refusal is shown as a notice. */
  readonly command: <Name extends CommandName>(
    name: Name,
    args: Parameters<Commands[Name]>[0],
  ) => Promise<boolean>;
  /** The core's clock now, carried on from its last snapshot. */
  readonly nowMs: () => number;
}

const Context = createContext<ScreenContext | null>(null);

/** Gives a screen's parts their context. */
export const ScreenProvider = Context.Provider;

/** The context of the screen that this part is in. */
export const useScreen = (): ScreenContext => {
  const context = useContext(Context);
  if (context === null) throw new Error("a part of a screen was drawn outside a screen");
  return context;
};

/** The core's clock, looked at again once a second. */
export const useNow = (): number => {
  const { nowMs } = useScreen();
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      tick((count) => count + 1);
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return nowMs();
};
