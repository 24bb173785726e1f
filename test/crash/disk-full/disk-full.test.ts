import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SCRIPT = fileURLToPath(new URL("./on-a-full-disk.ts", import.meta.url));

/** A disk of 4 MiB in memory that only this process sees and that goes away with it. */
const onSmallDisk = (reserveBytes: number): unknown => {
  const dir = mkdtempSync(join(tmpdir(), "disk-full-"));
  const mount = 'mount -t tmpfs -o size=4m small "$1" && exec "$2" "$3" "$1" "$4"';
  const args = ["sh", "-c", mount, "sh", dir, process.execPath, SCRIPT, String(reserveBytes)];
  try {
    const isRoot = process.getuid?.() === 0;
    const space = isRoot ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
    const run = spawnSync("unshare", [...space, ...args], { encoding: "utf8" });
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

describe("F26: the disk full in the middle of a payment", () => {
  it("lets the payment end on the reserve, begins none, and leaves the journal whole", () => {
    expect(onSmallDisk(1_048_576)).toMatchObject({
      freeWhenFull: 0,
      lastOpened: "JOURNAL_DISK_FULL",
      steps: { done: 20 },
      afterwards: "done",
      unbalanced: 0,
      again: "done",
      integrity: "ok",
    });
  });

  it("without a reserve writes nothing at all, and leaves the journal whole", () => {
    expect(onSmallDisk(0)).toMatchObject({
      lastOpened: "JOURNAL_DISK_FULL",
      steps: { JOURNAL_DISK_FULL: 20 },
      state: "invoicing",
      lastWithoutReserve: "JOURNAL_DISK_FULL",
      afterwards: "done",
      unbalanced: 0,
      again: "done",
      integrity: "ok",
    });
  });
});
