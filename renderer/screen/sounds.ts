import type { Situation } from "../../main/bridge/contract-swap.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";

/** The sounds of the terminal: money has arrived, all is done, it did not work. */
export type Sound = "held" | "paid" | "refused";

const SOUND_OF: Readonly<Partial<Record<Situation, Sound>>> = {
  held: "held",
  claiming: "held",
  "credit-pending": "held",
  "paying-out": "held",
  "payout-unknown": "held",
  settling: "paid",
  "settling-but-node-silent": "paid",
  paid: "paid",
  expired: "refused",
  cancelled: "refused",
  returned: "refused",
  owed: "refused",
  suspense: "refused",
  exposed: "refused",
  lost: "refused",
};

const soundOf = ({ view }: CashierSnapshot): Sound | null => {
  if (view.kind === "refused") return "refused";
  return view.kind === "swap" ? (SOUND_OF[view.swap.situation] ?? null) : null;
};

const showsSame = (before: CashierSnapshot, after: CashierSnapshot): boolean =>
  before.view.kind === "swap" && after.view.kind === "swap"
    ? before.view.swap.swapId === after.view.swap.swapId
    : after.view.kind !== "swap";

/**
 * The sound that a change of the screen makes, or null. A sound is made once for each news, and
 * never for what was already so when the screen loaded or when an older swap is opened.
 */
export const soundOfChange = (
  before: CashierSnapshot | null,
  after: CashierSnapshot,
): Sound | null => {
  if (before === null || !showsSame(before, after)) return null;
  const sound = soundOf(after);
  return sound === soundOf(before) ? null : sound;
};

/** Frequency in Hz, start and length in seconds. */
type Tone = readonly [hertz: number, startSeconds: number, lengthSeconds: number];

const TONES: Readonly<
  Record<Sound, { readonly wave: OscillatorType; readonly tones: readonly Tone[] }>
> = {
  held: {
    wave: "sine",
    tones: [
      [659, 0, 0.12],
      [659, 0.18, 0.16],
    ],
  },
  paid: {
    wave: "triangle",
    tones: [
      [523, 0, 0.12],
      [659, 0.11, 0.12],
      [784, 0.22, 0.12],
      [1047, 0.33, 0.34],
    ],
  },
  refused: {
    wave: "square",
    tones: [
      [233, 0, 0.2],
      [175, 0.24, 0.34],
    ],
  },
};

/** Plays the sounds through the browser's own synthesiser; makes nothing before the first sound. */
export interface Player {
  readonly play: (sound: Sound, volume: number) => void;
  /** A touch lets a browser that waits for one make sounds. */
  readonly touched: () => void;
}

/** Make a player. */
export const createPlayer = (): Player => {
  let audio: AudioContext | null = null;
  const playTone = (
    context: AudioContext,
    wave: OscillatorType,
    tone: Tone,
    volume: number,
  ): void => {
    const [hertz, startSeconds, lengthSeconds] = tone;
    const at = context.currentTime + startSeconds;
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(volume, at + 0.01);
    gain.gain.linearRampToValueAtTime(0, at + lengthSeconds);
    const oscillator = new OscillatorNode(context, { type: wave, frequency: hertz });
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + lengthSeconds);
  };
  return {
    play: (sound, volume) => {
      if (volume <= 0) return;
      audio ??= new AudioContext();
      const { wave, tones } = TONES[sound];
      const loudness = Math.min(1, volume) * (wave === "square" ? 0.25 : 0.6);
      for (const tone of tones) playTone(audio, wave, tone, loudness);
    },
    touched: () => {
      void audio?.resume();
    },
  };
};
