// Reports of a boot keyboard (HID usage page 01, usage 06): modifiers, a reserved byte, six keys.
import {
  eachReport,
  endFrame,
  extendFrame,
  type Cut,
  type Cutting,
  type Found,
} from "./cutting.ts";
import type { FramingRules } from "./scan.ts";

/** Length of a report without an id. */
export const WEDGE_REPORT_BYTES = 8;

const SHIFT = 0x22;
/** Control, Alt and the menu key, left and right. */
const COMMAND = 0xdd;
const KEYS_AT = 2;
const NO_KEY = 0x00;
const ROLL_OVER = 0x01;
const FIRST_LETTER = 0x04;
const LAST_LETTER = 0x1d;
const TAB = 0x2b;
const ENTERS = [0x28, 0x58];
/** Stands for a key that makes no text: the code that holds it is refused. */
const SUBSTITUTE = 0x1a;

/** Plain and shifted character of each key of the US layout, from usage 1E on. */
const FIRST_SIGN = 0x1e;
const SIGNS = ["1!", "2@", "3#", "4$", "5%", "6^", "7&", "8*", "9(", "0)"];
/** From usage 2C on; 32 is a second key for the backslash. */
const FIRST_MARK = 0x2c;
const MARKS = ["  ", "-_", "=+", "[{", "]}", "\\|", "\\|", ";:", "'\"", "`~", ",<", ".>", "/?"];

/** The number pad, from usage 54 on; its Enter is one of {@link ENTERS}. */
const FIRST_PAD_KEY = 0x54;
const PAD_KEYS = "/*-+\n1234567890.";

/** The character of a key, or {@link SUBSTITUTE}. */
const characterOf = (usage: number, isShifted: boolean): number => {
  if (usage >= FIRST_LETTER && usage <= LAST_LETTER) {
    return (isShifted ? 0x41 : 0x61) + usage - FIRST_LETTER;
  }
  const pair = SIGNS[usage - FIRST_SIGN] ?? MARKS[usage - FIRST_MARK];
  const character = pair?.[isShifted ? 1 : 0] ?? PAD_KEYS[usage - FIRST_PAD_KEY];
  return character?.charCodeAt(0) ?? SUBSTITUTE;
};

const pressKey = (cutting: Cutting, rules: FramingRules, key: number, modifiers: number): Cut => {
  if (key === TAB || ENTERS.includes(key)) return endFrame(cutting);
  const isText = (modifiers & COMMAND) === 0;
  const character = isText ? characterOf(key, (modifiers & SHIFT) !== 0) : SUBSTITUTE;
  return extendFrame(cutting, rules, Uint8Array.of(character));
};

const takeReport = (start: Cutting, rules: FramingRules, report: Uint8Array): Cut => {
  const modifiers = report[0] ?? 0;
  const keys = [...report.subarray(KEYS_AT)].filter((key) => key !== NO_KEY);
  // More keys than the report holds: none of them is known.
  if (keys.includes(ROLL_OVER)) return { cutting: start, found: [] };
  let cutting = start;
  const found: Found[] = [];
  for (const key of keys) {
    if (start.keysDown.includes(key)) continue;
    const cut = pressKey(cutting, rules, key, modifiers);
    cutting = cut.cutting;
    found.push(...cut.found);
  }
  return { cutting: { ...cutting, keysDown: keys }, found };
};

/** Take in a chunk of any size. */
export const cutKeys = (start: Cutting, rules: FramingRules, chunk: Uint8Array): Cut => {
  const idBytes = rules.hasReportId ? 1 : 0;
  return eachReport(start, chunk, WEDGE_REPORT_BYTES + idBytes, (cutting, report) =>
    takeReport(cutting, rules, report.subarray(idBytes)),
  );
};
