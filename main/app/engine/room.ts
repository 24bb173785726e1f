import { isFailure } from "../../domain/failure.ts";

/** The disk has no room, not even the reserve: whoever brought the news brings it again. */
export const NO_ROOM = "JOURNAL_DISK_FULL";

/** What was written; null when the disk was full and nothing was. What else is thrown is passed on. */
export const ifRoom = <T>(write: () => T): T | null => {
  try {
    return write();
  } catch (error) {
    if (isFailure(error, NO_ROOM)) return null;
    throw error;
  }
};

/** {@link ifRoom} for writes that answer nothing: false when nothing was written. */
export const hasRoom = (write: () => void): boolean =>
  ifRoom(() => {
    write();
    return true;
  }) ?? false;
