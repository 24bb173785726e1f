/** The only source of chance. */
export interface Random {
  /** `count` random bytes, fit for keys. */
  bytes(count: number): Uint8Array;
  /** A number in [0, 1), for jitter; not for keys. */
  fraction(): number;
}
