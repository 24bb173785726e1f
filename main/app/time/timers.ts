/** Waiting, as a capability: tests and simulations drive it by hand. */
export interface Timers {
  /** Call once after `delayMs`; the returned function calls it off. */
  after(delayMs: number, callback: () => void): () => void;
  /** Call once when all that has arrived by now has been heard: at the end of the turn. */
  soon(callback: () => void): void;
}
