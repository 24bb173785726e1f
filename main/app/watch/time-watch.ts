/** Tells every open swap of the two clocks that deadlines run on: blocks and wall time. */
import type { Clock } from "../../ports/clock.ts";
import type { Journal } from "../../ports/journal.ts";
import type { Lightning } from "../../ports/lightning.ts";
import type { Loop } from "../engine/loop.ts";
import type { Timers } from "../time/timers.ts";
import type { Watch } from "./invoice-watch.ts";

export interface TimeWatchOptions {
  readonly journal: Journal;
  readonly loop: Loop;
  readonly lightning: Lightning;
  readonly clock: Clock;
  readonly timers: Timers;
  /** How often open swaps are told that time has passed. */
  readonly tickMs: number;
  /** How often the node is asked for its height, beside the subscription. */
  readonly blockPollMs: number;
}

export const createTimeWatch = (options: TimeWatchOptions): Watch => {
  const { journal, loop, lightning, clock, timers } = options;
  let isStopped = false;
  let cancelTick = (): void => undefined;
  let cancelPoll = (): void => undefined;

  const tellHeight = (height: number): void => {
    if (isStopped) return;
    for (const { swap } of journal.openSwaps()) {
      void loop.submit(swap.id, { kind: "block-seen", height, atMs: clock.nowMs() });
    }
  };

  const tick = (): void => {
    for (const { swap } of journal.openSwaps()) {
      void loop.submit(swap.id, { kind: "time-passed", atMs: clock.nowMs() });
    }
    cancelTick = timers.after(options.tickMs, tick);
  };

  const poll = async (): Promise<void> => {
    const info = await lightning.nodeInfo();
    if (info.kind === "done") tellHeight(info.value.height);
    if (!isStopped) cancelPoll = timers.after(options.blockPollMs, () => void poll());
  };

  const stopBlocks = lightning.watchBlocks(tellHeight);
  cancelTick = timers.after(options.tickMs, tick);
  void poll();

  return {
    stop: () => {
      isStopped = true;
      stopBlocks();
      cancelTick();
      cancelPoll();
    },
  };
};
