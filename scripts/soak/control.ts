/** Work that no terminal does: how fast the machine is by itself, beside a long run. */
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";

/** One page written to the disk for good, and a little arithmetic: a commit without a terminal. */
export interface Control {
  /** How long it took, in milliseconds. */
  run(): number;
  close(): void;
}

const PAGE = Buffer.alloc(4_096, 0x5a);
const HASHED = Buffer.alloc(262_144, 0xa5);

/** A control over a new file at `path`. */
export const createControl = (path: string): Control => {
  const file = openSync(path, "w");
  return {
    run: () => {
      const startMs = performance.now();
      writeSync(file, PAGE, 0, PAGE.length, 0);
      fsyncSync(file);
      createHash("sha256").update(HASHED).digest();
      return performance.now() - startMs;
    },
    close: () => closeSync(file),
  };
};
