import {
  ascii,
  command,
  CR,
  isPlain,
  type LanguageParts,
  moves,
  nothing,
  putPlain,
  type Spoken,
  wholeRow,
} from "./display-language.ts";
import { COLUMNS, type DisplayScreen } from "./display-screen.ts";

/** UTC standard, and LCI of Logic Controls. */
export const utc = ({ screen }: LanguageParts): Spoken => {
  const powerOn = (): void => {
    screen.setMode("vertical");
    screen.clear();
  };
  const [back, down, , home] = moves(screen);
  return {
    powerOn,
    commands: [
      ...[back, down, home].filter((move) => move !== undefined),
      command([0x1f], powerOn),
      command([0x1e], () => screen.clear()),
      command([0x11], () => screen.setMode("overwrite")),
      command([0x12], () => screen.setMode("vertical")),
      command([0x13]),
      command([0x14]),
      command([0x1c]),
      command([0x1d]),
      command([0x0f]),
      command([0x10], ([p = 255]) => screen.moveTo(p % COLUMNS, Math.floor(p / COLUMNS)), 1),
      command([0x18], () => screen.clearToEnd()),
      command([0x04], ([n = 0]) => [0x20, 0x40, 0x60, 0xff].includes(n), 1),
      command([0x1a], nothing, 1),
    ],
    character: putPlain(screen),
  };
};

/** Writes forty characters; false as for one row. */
export const bothRows =
  (screen: DisplayScreen) =>
  (rest: readonly number[]): boolean => {
    if (rest.length > 2 * COLUMNS || !rest.every(isPlain)) return false;
    screen.write(0, ascii(rest.slice(0, COLUMNS)));
    screen.write(1, ascii(rest.slice(COLUMNS)));
    return true;
  };

/** UTC enhanced: rows are sent whole. */
export const utcEnhanced = ({ screen }: LanguageParts): Spoken => ({
  powerOn: () => screen.clear(),
  commands: [
    command([0x1f], () => screen.clear()),
    command([0x1b, 0x64]),
    command([0x1b, 0x0f, 0x0d]),
    command([0x1b, 0x75, 0x41], wholeRow(screen, 0), { until: CR }),
    command([0x1b, 0x75, 0x42], wholeRow(screen, 1), { until: CR }),
    command([0x1b, 0x75, 0x44], nothing, { until: CR }),
    command([0x1b, 0x75, 0x46], nothing, { until: CR }),
    command([0x1b, 0x75, 0x49], bothRows(screen), { until: CR }),
  ],
  character: putPlain(screen),
});
