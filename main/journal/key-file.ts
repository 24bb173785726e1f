import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../domain/failure.ts";
import type { Random } from "../ports/random.ts";
import { syncDirectory } from "./database.ts";

const KEY_BYTES = 32;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

const readHandle = (handle: number, path: string): Uint8Array => {
  const status = fstatSync(handle);
  if (!status.isFile()) throw new Failure("KEY_FILE_INVALID", `${path} is not a file`);
  if ((status.mode & 0o177) !== 0) {
    throw new Failure("KEY_FILE_MODE", `${path} must be for its owner only: chmod 600`);
  }
  const key = new Uint8Array(KEY_BYTES + 1);
  if (readSync(handle, key) !== KEY_BYTES) {
    throw new Failure("KEY_FILE_INVALID", `${path} must hold exactly ${KEY_BYTES} bytes`);
  }
  return key.subarray(0, KEY_BYTES);
};

/**
 * The 32-byte key at `path`, or null when there is no such file. Throws `KEY_FILE_MODE` when
 * others may touch it and `KEY_FILE_INVALID` when it cannot be a key.
 */
export const readKeyFile = (path: string): Uint8Array | null => {
  let handle: number;
  try {
    // Without O_NONBLOCK a pipe of that name would hold the terminal up.
    handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw new Failure("KEY_FILE_INVALID", `${path} cannot be read`, cause);
  }
  try {
    return readHandle(handle, path);
  } finally {
    closeSync(handle);
  }
};

/**
 * Make the key file: whole or not at all, whenever the power goes, and never over one that is
 * there. Throws `KEY_FILE_INVALID` when it cannot be written.
 */
export const createKeyFile = (path: string, random: Random): Uint8Array => {
  const draft = `${path}.new`;
  const key = random.bytes(KEY_BYTES);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(draft, { force: true });
    const handle = openSync(draft, "wx", 0o600);
    try {
      writeSync(handle, key);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    linkSync(draft, path);
    rmSync(draft);
    syncDirectory(dirname(path));
    return key;
  } catch (cause) {
    throw new Failure("KEY_FILE_INVALID", `${path} cannot be made`, cause);
  }
};
