/** Waiting, as a capability: tests and simulations drive it by hand. */
export interface Timers {
  /** Call once after `delayMs`; the returned function calls it off. */
  after(delayMs: number, callback: () => void): () => void;
}
