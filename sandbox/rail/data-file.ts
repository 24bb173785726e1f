import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";

import { Failure } from "../../main/domain/failure.ts";
import { emptyBook } from "./book.ts";
import type { BookData } from "./book.ts";

/** Keeps a book over restarts. */
export interface BookFile {
  read(): BookData;
  /** A crash leaves the old book or the new one, never a part. */
  write(data: BookData): void;
}

/** For a rail that forgets everything when it ends. */
export const memoryFile: BookFile = { read: () => emptyBook, write: () => undefined };

const readText = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new Failure("SANDBOX_RAIL_DATA_UNREADABLE", `cannot read ${path}`, error);
  }
};

/** A book in one JSON file, replaced as a whole. Throws `SANDBOX_RAIL_DATA_UNREADABLE`. */
export const createBookFile = (path: string): BookFile => ({
  read: () => {
    const text = readText(path);
    if (text === null) return emptyBook;
    try {
      return { ...emptyBook, ...(JSON.parse(text) as Partial<BookData>) };
    } catch (error) {
      throw new Failure("SANDBOX_RAIL_DATA_UNREADABLE", `${path} is not a rail's book`, error);
    }
  },
  write: (data) => {
    const next = `${path}.next`;
    const file = openSync(next, "w", 0o600);
    try {
      writeSync(file, JSON.stringify(data));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, path);
  },
});
