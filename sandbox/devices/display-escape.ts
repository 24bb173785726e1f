import type { ScrollMode } from "./display-screen.ts";
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
} from "./display-language.ts";
import { COLUMNS } from "./display-screen.ts";

/** Code page 437 from 80 to A8. */
const PC437 = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿";

const inTable = (byte: number, table: number): string | undefined =>
  table === 16 ? new TextDecoder("windows-1252").decode(Uint8Array.of(byte)) : PC437[byte - 0x80];

/** Epson DM-D. After power-on the last cell scrolls the glass. */
export const epson = ({ screen }: LanguageParts): Spoken => {
  let table = 0;
  const mode = (next: ScrollMode) => (): void => {
    screen.setMode(next);
  };
  const powerOn = (): void => {
    screen.setMode("vertical");
    screen.clear();
    table = 0;
  };
  return {
    powerOn,
    commands: [
      ...moves(screen),
      command([0x0c], () => screen.clear()),
      command([0x18], () => screen.clearRow()),
      command([0x1b, 0x40], powerOn),
      command([0x1b, 0x52], nothing, 1),
      command([0x1b, 0x3d], nothing, 1),
      command([0x1b, 0x57], nothing, 6),
      command(
        [0x1b, 0x74],
        ([n = 255]) => {
          table = n;
          return [0, 16].includes(n);
        },
        1,
      ),
      command([0x1f, 0x01], mode("overwrite")),
      command([0x1f, 0x02], mode("vertical")),
      command([0x1f, 0x03], mode("horizontal")),
      command([0x1f, 0x24], ([x = 0, y = 0]) => screen.moveTo(x - 1, y - 1), 2),
      command([0x1f, 0x40]),
      command([0x1f, 0x43], nothing, 1),
      command([0x1f, 0x45], nothing, 1),
      command([0x1f, 0x58], ([n = 0]) => n >= 1 && n <= 4, 1),
    ],
    character: (byte) => {
      const sign = isPlain(byte) ? String.fromCharCode(byte) : undefined;
      const shown = sign ?? (byte >= 0x80 ? inTable(byte, table) : undefined);
      if (shown !== undefined) screen.put(shown);
      return shown !== undefined;
    },
  };
};

/** CD5220, with its string mode. */
export const cd5220 = ({ screen }: LanguageParts): Spoken => {
  let isString = false;
  const endString = (act: () => void) => (): void => {
    isString = false;
    act();
  };
  /** Between the strings of string mode every other command is ignored. */
  const outside =
    (act: (rest: readonly number[]) => boolean | void) =>
    (rest: readonly number[]): boolean | void =>
      isString ? false : act(rest);
  const row =
    (index: 0 | 1) =>
    (rest: readonly number[]): boolean => {
      isString = true;
      if (rest.length > COLUMNS || !rest.every(isPlain)) return false;
      screen.write(index, ascii(rest));
      return true;
    };
  const powerOn = (): void => {
    isString = false;
    screen.setMode("overwrite");
    screen.clear();
  };
  return {
    powerOn,
    commands: [
      ...moves(screen).map((move) => ({ ...move, act: outside(move.act) })),
      command(
        [0x0c],
        endString(() => screen.clear()),
      ),
      command(
        [0x18],
        endString(() => screen.clearRow()),
      ),
      command([0x1b, 0x40], outside(powerOn)),
      command([0x1b, 0x51, 0x41], row(0), { until: CR }),
      command([0x1b, 0x51, 0x42], row(1), { until: CR }),
      command([0x1b, 0x51, 0x44], nothing, { until: CR }),
      command(
        [0x1b, 0x11],
        outside(() => screen.setMode("overwrite")),
      ),
      command(
        [0x1b, 0x12],
        outside(() => screen.setMode("vertical")),
      ),
      command(
        [0x1b, 0x13],
        outside(() => screen.setMode("horizontal")),
      ),
      command(
        [0x1b, 0x5b, 0x48],
        outside(() => void screen.moveTo(0, 0)),
      ),
      command(
        [0x1b, 0x6c],
        outside(([x = 0, y = 0]) => screen.moveTo(x - 1, y - 1)),
        2,
      ),
      ...[0x2a, 0x3d, 0x5f, 0x63, 0x66].map((code) => command([0x1b, code], outside(nothing), 1)),
      command([0x1f, 0x40], outside(nothing)),
      command([0x1f, 0x45], outside(nothing), 1),
    ],
    character: (byte) => !isString && putPlain(screen)(byte),
  };
};
