/** Runs the writer under the recorder and reads back what it asked of the disk. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One operation, in the order it was made. Paths are below the folder that was recorded. */
export type DiskOp =
  | { readonly kind: "create"; readonly path: string }
  | { readonly kind: "unlink"; readonly path: string }
  | { readonly kind: "sync"; readonly path: string }
  | {
      readonly kind: "write";
      readonly path: string;
      readonly offset: number;
      readonly data: Buffer;
    }
  | { readonly kind: "truncate"; readonly path: string; readonly length: number }
  | { readonly kind: "rename"; readonly path: string; readonly to: string }
  | { readonly kind: "link"; readonly path: string; readonly to: string };

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const WRITER = fileURLToPath(new URL("./writer.ts", import.meta.url));
const OUT = here("../../../build/power-cut");

const buildRecorder = (): string => {
  mkdirSync(OUT, { recursive: true });
  const library = join(OUT, "recorder.so");
  const flags = ["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", library];
  const built = spawnSync("gcc", [...flags, here("recorder.c"), "-ldl", "-lpthread"], {
    encoding: "utf8",
  });
  if (built.error !== undefined) {
    throw new Error("the power-cut proof needs gcc: apt-get install gcc libc6-dev", {
      cause: built.error,
    });
  }
  if (built.status !== 0) throw new Error(`gcc refused the recorder:\n${built.stderr}`);
  return library;
};

const HEAD_BYTES = 17;

interface RawOp {
  readonly kind: string;
  readonly path: string;
  readonly to: string;
  readonly offset: number;
  readonly data: Buffer;
}

const toOp = ({ kind, path, to, offset, data }: RawOp): DiskOp => {
  switch (kind) {
    case "C":
      return { kind: "create", path };
    case "S":
      return { kind: "sync", path };
    case "U":
      return { kind: "unlink", path };
    case "W":
      return { kind: "write", path, offset, data };
    case "T":
      return { kind: "truncate", path, length: offset };
    case "R":
      return { kind: "rename", path, to };
    case "L":
      return { kind: "link", path, to };
    default:
      throw new Error(`the recorder's log has an unknown operation ${kind}`);
  }
};

const readLog = (log: Buffer): readonly DiskOp[] => {
  const ops: DiskOp[] = [];
  let at = 0;
  while (at < log.length) {
    const pathBytes = log.readUInt16LE(at + 1);
    const toBytes = log.readUInt16LE(at + 3);
    const dataBytes = log.readUInt32LE(at + 13);
    const pathAt = at + HEAD_BYTES;
    const toAt = pathAt + pathBytes;
    const dataAt = toAt + toBytes;
    ops.push(
      toOp({
        kind: String.fromCharCode(log.readUInt8(at)),
        path: log.toString("utf8", pathAt, toAt),
        to: log.toString("utf8", toAt, dataAt),
        offset: Number(log.readBigUInt64LE(at + 5)),
        data: log.subarray(dataAt, dataAt + dataBytes),
      }),
    );
    at = dataAt + dataBytes;
  }
  return ops;
};

/** Memory where the machine has it as files; what matters is the order of operations. */
export const SCRATCH = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** What a terminal's journal asked of its disk over `swaps` swaps. */
export const recordWriter = (swaps: number, synchronous: "FULL" | "NORMAL"): readonly DiskOp[] => {
  const library = buildRecorder();
  const base = mkdtempSync(join(SCRATCH, "power-cut-"));
  try {
    const dir = join(base, "disk");
    const log = join(base, "log");
    mkdirSync(dir);
    const args = [WRITER, dir, String(swaps), synchronous];
    const run = spawnSync(process.execPath, args, {
      encoding: "utf8",
      env: { ...process.env, LD_PRELOAD: library, POWER_DIR: dir, POWER_LOG: log },
    });
    if (run.status !== 0) throw new Error(`the writer failed:\n${run.stderr}`);
    return readLog(readFileSync(log));
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
};
