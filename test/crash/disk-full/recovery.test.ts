import { join } from "node:path";
import { describe, expect } from "vitest";
import { loadConfig } from "../../../main/config/load.ts";
import { Failure } from "../../../main/domain/failure.ts";
import { composeTerminal } from "../../../main/hosts/compose/compose.ts";
import { NOTHING_AROUND, type Around } from "../../../main/hosts/compose/composed.ts";
import { systemClock, systemRandom } from "../../../main/hosts/system.ts";
import { createJournal } from "../../../main/journal/journal.ts";
import { type CrashBench, it, killInPayout } from "../../support/crash-bench.ts";
import { createFakeLog } from "../../support/fake-log.ts";

/** A journal that opens and then refuses every commit with `code`, until told otherwise. */
const refusing = (code: string) => {
  let isRefusing = true;
  const around: Around = {
    ...NOTHING_AROUND,
    journal: (inner) => ({
      ...inner,
      writeAll: (group) => {
        if (isRefusing) throw new Failure(code, "no commit in this test");
        return inner.writeAll(group);
      },
    }),
  };
  return { around, relent: () => void (isRefusing = false) };
};

/** Nobody else has the journal: it opens at once. */
const isLetGo = (rig: CrashBench): boolean => {
  const { keyFile, terminal } = loadConfig(rig.configPath);
  createJournal({
    path: join(rig.dataDir, "journal.sqlite"),
    keyFile,
    terminalId: terminal.name,
    clock: systemClock,
    random: systemRandom,
    lockTimeoutMs: 0,
  }).close();
  return true;
};

const blockedBy = ({ core }: Awaited<ReturnType<typeof composeTerminal>>): string | null => {
  const { view } = core.snapshot("cashier");
  return view.kind === "idle" ? view.blocked : view.kind;
};

describe("a recovery that cannot write", { timeout: 40_000 }, () => {
  it("for want of room waits, holding nothing, and goes on once there is some", async ({ rig }) => {
    await killInPayout(rig, "timeout-but-happens");
    const { around, relent } = refusing("JOURNAL_DISK_FULL");
    const terminal = await composeTerminal(loadConfig(rig.configPath), createFakeLog(), around);
    expect(blockedBy(terminal)).toBe("JOURNAL_DISK_FULL");
    expect(isLetGo(rig)).toBe(true);
    expect(terminal.core.call("cashier", "cancel", {})).toEqual({ ok: false, code: "SAFE_MODE" });
    const turned = new Promise<void>((resolve) => void terminal.core.onChange(resolve));
    relent();
    await turned;
    expect(blockedBy(terminal)).toBe("swap");
    await terminal.close();
    expect(isLetGo(rig)).toBe(true);
  });

  it("for a broken disk ends in safe mode, holding nothing", async ({ rig }) => {
    await killInPayout(rig, "timeout-but-happens");
    const { around } = refusing("JOURNAL_READ_ONLY");
    const terminal = await composeTerminal(loadConfig(rig.configPath), createFakeLog(), around);
    expect(blockedBy(terminal)).toBe("JOURNAL_READ_ONLY");
    expect(isLetGo(rig)).toBe(true);
    await terminal.close();
  });
});
