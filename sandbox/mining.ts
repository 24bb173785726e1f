import type { WorldAction } from "./contract.ts";

/** As often as Bitcoin finds one, over time. */
const BLOCK_EVERY_MS = 600_000;

/**
 * Finds a block from time to time, until the returned function is called: a terminal takes no payments
 * over a chain that has stood still for an hour and a half.
 */
export const keepMining = (world: {
  readonly act: (action: WorldAction) => Promise<unknown>;
}): (() => void) => {
  const timer = setInterval(() => {
    // Nodes that are away hear of it when they are back; the next block comes in any case.
    world.act({ kind: "mine", blocks: 1 }).catch(() => undefined);
  }, BLOCK_EVERY_MS);
  return () => clearInterval(timer);
};
