import {
  ascii,
  command,
  CR,
  type LanguageParts,
  nothing,
  putPlain,
  type Spoken,
  wholeRow,
} from "./display-language.ts";
import type { DisplayCommand } from "./display-reader.ts";
import { COLUMNS } from "./display-screen.ts";
import { bothRows } from "./display-utc.ts";

const AEDEX_PREFIX = "!#";

/** AEDEX and EMAX. */
export const aedex = ({ screen }: LanguageParts): Spoken => {
  /** A prefix in the middle of a row begins a command of its own: the row is not taken. */
  const guarded =
    (act: (rest: readonly number[]) => boolean) =>
    (rest: readonly number[]): boolean =>
      !ascii(rest).includes(AEDEX_PREFIX) && act(rest);
  const prefixed = (code: number, act: DisplayCommand["act"]): DisplayCommand =>
    command([0x21, 0x23, code], act, { until: CR });
  return {
    powerOn: () => screen.clear(),
    commands: [
      prefixed(0x31, guarded(wholeRow(screen, 0))),
      prefixed(0x32, guarded(wholeRow(screen, 1))),
      prefixed(0x39, guarded(bothRows(screen))),
      prefixed(0x34, nothing),
      prefixed(0x36, nothing),
    ],
    // Characters outside a command are shown nowhere.
    character: () => false,
  };
};

/** ADM 787 and 788. */
export const adm = ({ screen }: LanguageParts): Spoken => {
  const toRow = (row: number) => (): void => {
    screen.moveTo(0, row);
    screen.clearRow();
  };
  return {
    powerOn: () => screen.clear(),
    commands: [
      command([0x0c], () => screen.clear()),
      command([0x0e], toRow(0)),
      command([0x0f], toRow(1)),
      command([0x11], nothing, 1),
      command([0x12], nothing, 1),
    ],
    character: putPlain(screen),
  };
};

const ACK = 0x06;
const NAK = 0x15;
const END_OF_FRAME = 0x17;

/** DSP800, which answers every frame. */
export const dsp800 = ({ screen, answer }: LanguageParts): Spoken => {
  const isPlace = (place: number): boolean => place >= 0x31 && place <= 0x58;
  const clear = (from: number, until: number): boolean => {
    if (!isPlace(from) || !isPlace(until) || from > until) return false;
    screen.blank(from - 0x31, until - 0x31 + 1);
    return true;
  };
  const move = (place: number): boolean => {
    const cell = place - 0x31;
    return isPlace(place) && screen.moveTo(cell % COLUMNS, Math.floor(cell / COLUMNS));
  };
  const carryOut = ([name, first = 0, second = 0]: readonly number[]): boolean => {
    switch (name) {
      case 0x25:
        screen.moveTo(0, 0);
        return true;
      case 0x43:
        return clear(first, second);
      case 0x50:
        return move(first);
      case 0x41:
        return true;
      default:
        return false;
    }
  };
  return {
    powerOn: () => screen.clear(),
    commands: [
      command(
        [0x04, 0x01],
        (rest) => {
          const isGood = carryOut(rest);
          answer(isGood ? ACK : NAK);
          return isGood;
        },
        { until: END_OF_FRAME },
      ),
    ],
    character: putPlain(screen),
  };
};
