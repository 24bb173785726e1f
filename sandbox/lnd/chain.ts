import { derive } from "./bolt11.ts";
import { createListeners } from "./listeners.ts";

/** The block chain under the node, and how far the node has followed it. */
export interface Chain {
  height(): number;
  /** As shown, not as sent: most significant byte first. */
  blockHash(): string;
  /** Find one block. */
  extend(): void;
  onBlock(listener: () => void): () => void;
  isSynced(): boolean;
  setSynced(synced: boolean): void;
}

/** Create a chain whose hashes depend on `seed` and height alone. */
export const createChain = (seed: string, startHeight: number): Chain => {
  const blocks = createListeners();
  let height = startHeight;
  let synced = true;
  return {
    height: () => height,
    blockHash: () => derive("block", seed, height.toString()),
    extend: () => {
      height += 1;
      blocks.call();
    },
    onBlock: (listener) => blocks.add(listener),
    isSynced: () => synced,
    setSynced: (value) => {
      synced = value;
    },
  };
};
