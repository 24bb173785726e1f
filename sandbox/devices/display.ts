import type { Duplex } from "node:stream";
import { SPEAK, type DisplayLanguageName } from "./display-languages.ts";
import { createDisplayReader } from "./display-reader.ts";
import { createDisplayScreen } from "./display-screen.ts";
import { createListeners } from "./listeners.ts";
import type { OpenPlug, PlugAddress } from "./plug.ts";
import { listen } from "./tcp-plug.ts";
import { throughUart } from "./uart.ts";

/** What can be wrong with it. */
export interface DisplaySwitches {
  /** Takes no more bytes, as with a flow control that never lets go. */
  readonly stuck: boolean;
  /** Set to another speed than the terminal: nothing of what comes makes sense. */
  readonly wrongSpeed: boolean;
  /** Answers nothing, where it has answers. */
  readonly silent: boolean;
}

/** Nothing is wrong. */
export const goodDisplaySwitches: DisplaySwitches = {
  stuck: false,
  wrongSpeed: false,
  silent: false,
};

/** The display at one moment. */
export interface DisplayState {
  readonly address: PlugAddress;
  readonly language: DisplayLanguageName;
  readonly connections: number;
  readonly isUnplugged: boolean;
  readonly switches: DisplaySwitches;
  /** Both rows, 20 characters each. */
  readonly rows: readonly [upper: string, lower: string];
  /** What it did not understand, in hexadecimal, the latest last. */
  readonly unknown: readonly string[];
  readonly receivedBytes: number;
}

/** Where it listens and what it speaks. */
export interface DisplayOptions {
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
  /** Another cable than TCP. */
  readonly plug?: OpenPlug;
  /** CD5220 when absent. */
  readonly language?: DisplayLanguageName;
}

/** A customer display of two rows at the end of a cable: TCP, or what it was given. */
export interface SimulatedDisplay {
  state(): DisplayState;
  set(switches: Partial<DisplaySwitches>): void;
  unplug(): void;
  plugIn(): void;
  /** Its own power goes and comes: dark, and with the modes of its factory; the cable stays. */
  powerCycle(): void;
  /** Hears of every change; the returned function ends that. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** A display without a cable: its program and its glass, for any transport. */
export interface DisplayHead {
  receive(chunk: Uint8Array): void;
  rows(): readonly [upper: string, lower: string];
  unknown(): readonly string[];
  powerCycle(): void;
}

const MOST_UNKNOWN = 20;

const hex = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

/** A display that was just switched on; `answer` is its way back to the terminal. */
export const createDisplayHead = (
  language: DisplayLanguageName,
  answer: (byte: number) => void = () => {},
): DisplayHead => {
  const screen = createDisplayScreen("overwrite");
  const spoken = SPEAK[language]({ screen, answer });
  const unknown: string[] = [];
  const reader = createDisplayReader({
    ...spoken,
    unknown: (bytes) => {
      unknown.push(hex(bytes));
      unknown.splice(0, unknown.length - MOST_UNKNOWN);
    },
  });
  spoken.powerOn();
  return {
    receive: (chunk) => {
      reader.receive(chunk);
    },
    rows: () => screen.rows(),
    unknown: () => unknown,
    powerCycle() {
      reader.forget();
      spoken.powerOn();
    },
  };
};

const SPEED = 9_600;
const OTHER_SPEED = 19_200;

/** Starts listening. */
export const createDisplay = async (options: DisplayOptions = {}): Promise<SimulatedDisplay> => {
  const { host = "127.0.0.1", port = 0, language = "cd5220" } = options;
  const listeners = createListeners();
  const lines = new Set<Duplex>();
  let switches = goodDisplaySwitches;
  let isUnplugged = false;
  let receivedBytes = 0;

  const head = createDisplayHead(language, (byte) => {
    if (switches.silent) return;
    const answer = Uint8Array.of(byte);
    const heard = switches.wrongSpeed ? throughUart(answer, SPEED, OTHER_SPEED) : answer;
    for (const line of lines) line.write(heard);
  });

  const takeLine = (line: Duplex): void => {
    lines.add(line);
    line.on("data", (chunk: Buffer) => {
      receivedBytes += chunk.length;
      head.receive(switches.wrongSpeed ? throughUart(chunk, OTHER_SPEED, SPEED) : chunk);
      listeners.tell();
    });
    if (switches.stuck) line.pause();
    line.on("close", () => {
      lines.delete(line);
      listeners.tell();
    });
    listeners.tell();
  };
  const openPlug: OpenPlug = options.plug ?? ((onLine) => listen(host, port, onLine));
  const plug = await openPlug(takeLine);

  return {
    state: () => ({
      address: plug.address,
      language,
      connections: plug.connections(),
      isUnplugged,
      switches,
      rows: head.rows(),
      unknown: head.unknown(),
      receivedBytes,
    }),
    set(change) {
      switches = { ...switches, ...change };
      for (const line of lines) {
        if (switches.stuck) line.pause();
        else line.resume();
      }
      listeners.tell();
    },
    unplug() {
      isUnplugged = true;
      plug.refuse(true);
      listeners.tell();
    },
    plugIn() {
      isUnplugged = false;
      plug.refuse(false);
      listeners.tell();
    },
    powerCycle() {
      head.powerCycle();
      listeners.tell();
    },
    onChange: (listener) => listeners.add(listener),
    close: () => plug.close(),
  };
};
