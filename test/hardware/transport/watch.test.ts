import { mkdirSync, mkdtempSync, rmSync, symlinkSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { watchNames, watchPath, type WatchDevice } from "../../../hardware/transport/watch.ts";
import { until } from "../support/clock.ts";
import { systemWatches } from "../support/system-watches.ts";

let root = "";
const ends: (() => void)[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "watch-"));
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
  rmSync(root, { recursive: true, force: true });
});

const counted = (watchDevice: WatchDevice) => {
  const seen = { changes: 0 };
  ends.push(
    watchDevice(() => {
      seen.changes += 1;
    }),
  );
  return seen;
};

describe("watching for a device's name", () => {
  it("tells that it came and went, and of nothing that goes on beside it", async () => {
    const seen = counted(watchPath(join(root, "device")));
    const other = counted(watchPath(join(root, "other")));
    writeFileSync(join(root, "other"), "");
    await until(() => other.changes === 1);
    expect(seen.changes).toBe(0);
    symlinkSync("/dev/null", join(root, "device"));
    await until(() => seen.changes === 1);
    rmSync(join(root, "device"));
    await until(() => seen.changes === 2);
  });

  it("tells of a burst once", async () => {
    const seen = counted(watchPath(join(root, "device")));
    for (let count = 0; count < 20; count += 1) writeFileSync(join(root, "device"), "");
    const later = counted(watchPath(join(root, "later")));
    writeFileSync(join(root, "later"), "");
    await until(() => later.changes === 1);
    expect(seen.changes).toBe(1);
  });

  it("sees it in a folder that comes with the first device and goes with the last", async () => {
    const folder = join(root, "serial", "by-id");
    const seen = counted(watchPath(join(folder, "usb-Scanner-if00")));
    const steps = [
      () => mkdirSync(join(root, "serial")),
      () => mkdirSync(folder),
      () => symlinkSync("/dev/null", join(folder, "usb-Scanner-if00")),
      () => rmSync(join(root, "serial"), { recursive: true }),
    ];
    for (const step of [...steps, ...steps]) {
      const before = seen.changes;
      step();
      await until(() => seen.changes > before);
    }
  });

  it("sees a second link in a folder that was there already", async () => {
    const folder = join(root, "by-id");
    mkdirSync(folder);
    symlinkSync("/dev/null", join(folder, "printer"));
    const seen = counted(watchPath(join(folder, "scanner")));
    symlinkSync("/dev/null", join(folder, "scanner"));
    await until(() => seen.changes === 1);
  });

  it("holds nothing after its end, in the middle of a burst as well", async () => {
    const before = systemWatches();
    const folder = join(root, "by-id");
    mkdirSync(folder);
    let changes = 0;
    const end = watchPath(join(folder, "scanner"))(() => {
      changes += 1;
    });
    expect(systemWatches()).toBeGreaterThan(before);
    const told = new Promise<void>((resolve) => {
      const mine = watch(folder, () => {
        mine.close();
        resolve();
      });
    });
    symlinkSync("/dev/null", join(folder, "scanner"));
    await told;
    end();
    // The event is still being handed round.
    await until(() => systemWatches() === before);
    const other = counted(watchPath(join(root, "late")));
    writeFileSync(join(root, "late"), "");
    await until(() => other.changes === 1);
    expect(changes).toBe(0);
  });
});

describe("watching a folder for names", () => {
  it("tells of those that match", async () => {
    const seen = counted(watchNames(root, /^hidraw\d+$/));
    writeFileSync(join(root, "ttyACM0"), "");
    writeFileSync(join(root, "hidraw12"), "");
    await until(() => seen.changes === 1);
  });
});
