import type { CodeTable } from "./printer-font.ts";

/** How what comes next is printed. */
export interface Look {
  readonly place: "left" | "center" | "right";
  readonly bold: boolean;
  readonly inverse: boolean;
  readonly widthBy: number;
  readonly heightBy: number;
  readonly lineSpacing: number;
  readonly table: CodeTable;
}

/** 1/6 inch at 203 dpi. */
const DEFAULT_SPACING = 34;

/** After ESC @. */
export const plainLook: Look = {
  place: "left",
  bold: false,
  inverse: false,
  widthBy: 1,
  heightBy: 1,
  lineSpacing: DEFAULT_SPACING,
  table: 0,
};

const PLACES: readonly Look["place"][] = ["left", "center", "right"];
const isOn = (arg: number): boolean => (arg & 1) === 1;

type Restyle = (arg: number) => Partial<Look>;

const LOOKS: ReadonlyMap<string, Restyle> = new Map<string, Restyle>([
  ["1b61", (arg) => ({ place: PLACES[arg % 48] ?? "left" })],
  ["1b45", (arg) => ({ bold: isOn(arg) })],
  ["1b47", (arg) => ({ bold: isOn(arg) })],
  ["1d42", (arg) => ({ inverse: isOn(arg) })],
  ["1d21", (arg) => ({ widthBy: (arg >> 4) + 1, heightBy: (arg & 0x0f) + 1 })],
  ["1b33", (arg) => ({ lineSpacing: arg })],
  ["1b32", () => ({ lineSpacing: DEFAULT_SPACING })],
  ["1b74", (arg) => ({ table: arg === 16 ? 16 : 0 })],
]);

/** The look after a command, or `null` when that command is of another kind. */
export const restyle = (look: Look, code: string, arg: number): Look | null => {
  const change = LOOKS.get(code);
  return change === undefined ? null : { ...look, ...change(arg) };
};
