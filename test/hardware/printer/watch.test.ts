import { describe, expect, it } from "vitest";
import type { PrinterHealth } from "../../../hardware/printer/health.ts";
import { until } from "../support/clock.ts";
import { short, startRig } from "./rig.ts";

const watch = { goodMs: 60_000, badMs: 5 };
const isNearEnd = (health: PrinterHealth | undefined): boolean =>
  health?.kind === "ready" && health.paperNearEnd;

describe("a printer that is watched", () => {
  it("tells of paper that runs low before anything is printed", async () => {
    const { paper, healths } = await startRig({ watch });
    await until(() => healths.length > 0);
    expect(healths[0]).toEqual({ kind: "ready", paperNearEnd: false });
    paper.set({ paperNearEnd: true });
    await until(() => isNearEnd(healths.at(-1)));
    expect(paper.papers()).toEqual([]);
  });

  it("is found again by itself when its cable comes back", async () => {
    const { printer, paper, healths } = await startRig({ watch });
    await until(() => healths.at(-1)?.kind === "ready");
    paper.unplug();
    expect(await printer.print(short)).toMatchObject({ kind: "refused" });
    paper.plugIn();
    expect(await printer.print(short)).toMatchObject({ kind: "done" });
  });

  it("is looked at again and again while it is not there, and not after the close", async () => {
    const { printer, cable, healths } = await startRig({
      watch: { goodMs: 10, badMs: 5 },
    });
    await until(() => healths.length > 0);
    cable.refuseWith("TRANSPORT_BUSY");
    cable.cut();
    await until(() => healths.at(-1)?.kind === "trouble");
    expect(healths.at(-1)).toEqual({ kind: "trouble", code: "TRANSPORT_BUSY" });
    cable.refuseWith(null);
    await until(() => healths.at(-1)?.kind === "ready");
    await printer.close();
    const opened = cable.opened();
    cable.cut();
    expect(cable.opened()).toBe(opened);
  });

  it("is looked at at once when its device file changes", async () => {
    let ring = (): void => {};
    const { cable, healths } = await startRig({
      watch: { goodMs: 60_000, badMs: 60_000 },
      changes: (onChange) => {
        ring = onChange;
        return () => {};
      },
    });
    cable.refuseWith(null);
    await until(() => healths.length > 0);
    const before = healths.length;
    await until(() => {
      ring();
      return healths.length > before;
    });
    expect(healths.at(-1)?.kind).toBe("ready");
  });
});
