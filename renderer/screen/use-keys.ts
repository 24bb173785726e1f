import { useLayoutEffect, useRef } from "preact/hooks";

/** What keys do on a screen, besides Tab and the focused button's own. */
export interface Keys {
  readonly onDown: (key: string) => boolean;
  readonly onUp?: (key: string) => void;
}

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLInputElement;
const pressesIt = (event: KeyboardEvent): boolean =>
  (event.key === "Enter" || event.key === " ") && event.target instanceof HTMLButtonElement;

/** Listen to the keyboard. A focused button keeps its Enter, a text field keeps all but Escape. */
export const useKeys = (keys: Keys): void => {
  const latest = useRef(keys);
  latest.current = keys;
  // Before the screen is painted: whoever sees it may type at once, and no key of theirs is lost.
  useLayoutEffect(() => {
    const down = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      if (pressesIt(event) || (isTyping(event.target) && event.key !== "Escape")) return;
      if (latest.current.onDown(event.key)) event.preventDefault();
    };
    const up = (event: KeyboardEvent): void => {
      latest.current.onUp?.(event.key);
    };
    addEventListener("keydown", down);
    addEventListener("keyup", up);
    return () => {
      removeEventListener("keydown", down);
      removeEventListener("keyup", up);
    };
  }, []);
};
