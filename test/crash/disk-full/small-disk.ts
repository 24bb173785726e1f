import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A script that needs longer is stuck. */
const PATIENCE_MS = 30_000;

/**
 * Run a script with a disk in memory that only its process sees and that goes away with it; the
 * disk's folder is the script's first argument. Answers what it prints, as JSON.
 */
export const runOnSmallDisk = (
  script: string,
  megabytes: number,
  args: readonly string[] = [],
): unknown => {
  const dir = mkdtempSync(join(tmpdir(), "disk-full-"));
  const mount = `disk=$1; shift; mount -t tmpfs -o size=${megabytes}m small "$disk" && exec "$@"`;
  const command = ["sh", "-c", mount, "sh", dir, process.execPath, script, dir, ...args];
  try {
    const isRoot = process.getuid?.() === 0;
    const space = isRoot ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
    const run = spawnSync("unshare", [...space, ...command], {
      encoding: "utf8",
      timeout: PATIENCE_MS,
    });
    if (run.status !== 0) {
      throw new Error(`a small disk needs the right to mount one: ${run.stderr}`, {
        cause: run.error,
      });
    }
    return JSON.parse(run.stdout);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};
