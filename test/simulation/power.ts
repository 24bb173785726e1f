/** The power of a world's terminal: when it is on, and since when it has had all that it needs. */
import { NO_ROOM } from "../../main/app/engine/room.ts";
import { isFailure } from "../../main/domain/failure.ts";
import type { Mutant } from "./mutants/mutant.ts";
import type { Power } from "./outside/wire.ts";
import { SITES } from "./plan/sites.ts";
import type { Setting } from "./setting.ts";
import { type Running, startTerminal } from "./terminal.ts";

export interface Mains {
  /** The terminal, while it has power. */
  running(): Running | null;
  switchOn(): void;
  cut(cause: string): void;
  /** World time since which the terminal has been on, the node within reach and the disk with room. */
  wellSinceMs(): number | null;
  /** World time of the last start. */
  startedMs(): number;
  /** Something that the terminal needs came or went. */
  lookAgain(): void;
}

/** One restart in so many is a long one. */
const RESTART_LONG = 0.15;

export const createMains = (setting: Setting, mutant: Mutant): Mains => {
  const { around, disk, refunds } = setting;
  const { schedule } = around;
  let running: Running | null = null;
  let wellSinceMs: number | null = 0;
  let startedMs = 0;

  const lookAgain = (): void => {
    const isCut = around.isDown("node") || around.isDown("node-link");
    const isWell = running !== null && !isCut && !disk.isLow();
    wellSinceMs = isWell ? (wellSinceMs ?? schedule.nowMs()) : null;
  };

  const switchOn = (): void => {
    if (running !== null || around.isDown("power")) return;
    const power: Power = {
      isOn: true,
      cut: (cause) => {
        if (power.isOn) switchOff(power, cause);
      },
    };
    startedMs = schedule.nowMs();
    const started = start(power);
    if (power.isOn) running = started;
    lookAgain();
  };

  /** A terminal that finds no room to recover says so and ends; whoever watches over it starts it again. */
  const start = (power: Power): Running | null => {
    try {
      return startTerminal(setting, mutant, power);
    } catch (error) {
      if (!isFailure(error, NO_ROOM)) throw error;
      power.cut("no room to start");
      return null;
    }
  };

  const switchOff = (power: Power, cause: string): void => {
    power.isOn = false;
    running = null;
    refunds?.sender.hangUp();
    lookAgain();
    around.tell({ kind: "power-off", cause });
    if (around.isDown("power")) return;
    const isLong = around.draw(SITES.restart) < RESTART_LONG;
    const seconds = 1 + around.draw(SITES.restart) * (isLong ? 1_800 : 30);
    schedule.after(seconds * 1_000, switchOn);
  };

  return {
    running: () => running,
    switchOn,
    cut: (cause) => running?.power.cut(cause),
    wellSinceMs: () => wellSinceMs,
    startedMs: () => startedMs,
    lookAgain,
  };
};
