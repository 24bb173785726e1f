import type { JSX } from "preact";

/** Shapes of the states: each is told apart without its colour. */
export type ShapeName =
  | "ready"
  | "keypad"
  | "look"
  | "hourglass"
  | "lock"
  | "arrow"
  | "check"
  | "return"
  | "stop"
  | "alert"
  | "list"
  | "plug";

const PATHS: Readonly<Record<ShapeName, JSX.Element>> = {
  ready: (
    <>
      <path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" />
      <path d="M7.5 12h9" />
    </>
  ),
  keypad: (
    <path
      d="M6 6h.01M12 6h.01M18 6h.01M6 12h.01M12 12h.01M18 12h.01M6 18h.01M12 18h.01M18 18h.01"
      stroke-width="3.6"
    />
  ),
  look: (
    <>
      <circle cx="10.5" cy="10.5" r="6.5" />
      <path d="m15.5 15.5 5 5" />
    </>
  ),
  hourglass: (
    <>
      <path d="M6 3h12M6 21h12" />
      <path d="M7.5 3v3.5L12 12l4.5-5.5V3M7.5 21v-3.5L12 12l4.5 5.5V21" />
    </>
  ),
  lock: (
    <>
      <rect x="4.5" y="10.5" width="15" height="10.5" fill="currentColor" />
      <path d="M8 10.5V7a4 4 0 0 1 8 0v3.5" />
    </>
  ),
  arrow: <path d="M3 12h17M13.5 5.5 20 12l-6.5 6.5" />,
  check: (
    <>
      <circle cx="12" cy="12" r="10" fill="currentColor" stroke="none" />
      <path class="cut" d="m7 12.5 3.5 3.5L17 8.5" />
    </>
  ),
  return: <path d="M9 5 4 10l5 5M4.5 10H15a5 5 0 0 1 0 10h-4" />,
  stop: (
    <>
      <path d="M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8z" />
      <path d="M8.5 8.5l7 7M15.5 8.5l-7 7" />
    </>
  ),
  alert: (
    <>
      <path d="M12 2.5 22.5 21h-21z" fill="currentColor" stroke-linejoin="round" />
      <path class="cut" d="M12 9v6M12 18v.01" />
    </>
  ),
  list: <path d="M4 6h16M4 12h16M4 18h10" />,
  plug: <path d="M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4" />,
};

/** The shape of a state. Words beside it say the same, so it is hidden from screen readers. */
export const Shape = ({ name }: { readonly name: ShapeName }): JSX.Element => (
  <svg class="shape" viewBox="0 0 24 24" aria-hidden="true">
    {PATHS[name]}
  </svg>
);
