/** Reports as files: written aside, flushed, then named, so that a power cut leaves no half of one. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { ReportFolder } from "../ports/day-close.ts";

const flushFolder = (path: string): void => {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const writeFlushed = (path: string, text: string): void => {
  const handle = openSync(path, "w", 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** A folder for this user's eyes only; made with the first report. */
export const createReportFolder = (path: string): ReportFolder => ({
  has: (name) => existsSync(join(path, name)),
  write: (name, text) => {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const aside = join(path, `.${name}.part`);
    try {
      writeFlushed(aside, text);
      // A link, not a rename: it refuses a name that is taken.
      linkSync(aside, join(path, name));
    } finally {
      rmSync(aside, { force: true });
    }
    flushFolder(path);
  },
});
