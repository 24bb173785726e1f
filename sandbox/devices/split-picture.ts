import type { Token } from "./escpos-stream.ts";

const HEADER_BYTES = 6;

/** The rows of a GS v 0, which can end in the middle when the paper does. */
const rowsOf = (token: Token): number =>
  token.kind === "command" && token.code === "1d76"
    ? (token.args[4] ?? 0) + (token.args[5] ?? 0) * 256
    : 0;

const part = (args: Uint8Array, from: number, to: number): Token => {
  const rowBytes = (args[2] ?? 0) + (args[3] ?? 0) * 256;
  const rows = to - from;
  const header = [...args.subarray(0, 4), rows % 256, Math.floor(rows / 256)];
  const dots = args.subarray(HEADER_BYTES + from * rowBytes, HEADER_BYTES + to * rowBytes);
  return { kind: "command", code: "1d76", args: Uint8Array.from([...header, ...dots]) };
};

/** A picture's first rows and the rest of it; anything else, and a picture that fits, is whole. */
export const splitPicture = (
  token: Token,
  rowsLeft: number,
): readonly [now: Token, later: Token | null] => {
  const rows = rowsOf(token);
  if (token.kind !== "command" || rows <= rowsLeft) return [token, null];
  return [part(token.args, 0, rowsLeft), part(token.args, rowsLeft, rows)];
};
