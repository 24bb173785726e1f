import { closeSync, openSync, statfsSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** The disks of these tests are far smaller; any other is somebody's. */
const MOST_BYTES = 67_108_864;

/** Take every byte of the disk under this new file, as a program gone wild does. */
export const fillDisk = (path: string): void => {
  const { blocks, bsize } = statfsSync(dirname(path));
  if (blocks * bsize > MOST_BYTES) throw new Error(`${path} is on a disk that is in use`);
  const file = openSync(path, "w");
  try {
    for (const chunk = Buffer.alloc(4_096); ;) writeSync(file, chunk);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  } finally {
    closeSync(file);
  }
};
