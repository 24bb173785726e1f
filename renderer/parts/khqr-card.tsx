import type { JSX } from "preact";

/** A small code of no meaning, drawn by a fixed rule so that it never changes. */
const CELLS = Array.from({ length: 121 }, (_, index) => {
  const x = index % 11;
  const y = Math.floor(index / 11);
  const inCorner = (x < 4 && y < 4) || (x > 6 && y < 4) || (x < 4 && y > 6);
  return !inCorner && (x * 7 + y * 5 + x * y * 3) % 4 < 2 ? `M${x} ${y}h1v1h-1z` : "";
}).join("");

const CORNER = "h3v3h-3zm.6 .6v1.8h1.8v-1.8z";

/** What the cashier looks for: a KHQR the way it is known in Cambodia, inside the scanner's frame. */
export const KhqrCard = (): JSX.Element => (
  <svg class="khqr-card" viewBox="0 0 120 132" aria-hidden="true">
    <path class="brackets" d="M3 30V3h27M90 3h27v27M117 102v27H90M30 129H3v-27" />
    <g transform="translate(22 16)">
      <rect class="card" width="76" height="100" />
      <path class="khqr-red" d="M0 0h76v34L61 19H0z" />
      <text x="38" y="14.5" text-anchor="middle">
        KHQR
      </text>
      <g transform="translate(16 42) scale(4)">
        <path d={CELLS} />
        <path d={`M0 0${CORNER}M8 0${CORNER}M0 8${CORNER}`} fill-rule="evenodd" />
        <path d="M1.1 1.1h.8v.8h-.8zM9.1 1.1h.8v.8h-.8zM1.1 9.1h.8v.8h-.8z" />
      </g>
    </g>
  </svg>
);
