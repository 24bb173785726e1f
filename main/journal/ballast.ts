/** A file that only takes up room, so that there is some when the disk is full. */
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../domain/failure.ts";
import type { Random } from "../ports/random.ts";
import { syncDirectory } from "./database.ts";

export interface Ballast {
  /** Give the room back at once; false when there was none to give. */
  release(): boolean;
  /** Take the room again when it was given back. Rejects with `RESERVE_FAILED`. */
  fill(): Promise<void>;
}

const CHUNK_BYTES = 1_048_576;

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Written out, since a file of holes takes up no room; and of chance, since zeros may be compressed. */
const writeOut = async (file: FileHandle, bytes: number, random: Random): Promise<void> => {
  const chunk = random.bytes(Math.min(CHUNK_BYTES, bytes));
  for (let at = 0; at < bytes; at += chunk.length) {
    await file.write(chunk, 0, Math.min(chunk.length, bytes - at));
  }
  await file.sync();
};

/** The ballast at `path`, of `bytes`; 0 keeps none. */
export const createBallast = (path: string, bytes: number, random: Random): Ballast => {
  const draft = `${path}.part`;

  const make = async (): Promise<void> => {
    const file = await open(draft, "w", 0o600);
    try {
      await writeOut(file, bytes, random);
    } finally {
      await file.close();
    }
    await rename(draft, path);
    syncDirectory(dirname(path));
  };

  return {
    release: () => {
      const given = Math.max(sizeOf(path), sizeOf(draft));
      rmSync(path, { force: true });
      rmSync(draft, { force: true });
      return given > 0;
    },
    fill: async () => {
      if (sizeOf(path) >= bytes) return;
      try {
        await make();
      } catch (cause) {
        await rm(draft, { force: true });
        throw new Failure("RESERVE_FAILED", `the reserve ${path} cannot be made`, cause);
      }
    },
  };
};
