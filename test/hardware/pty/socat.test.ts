// The drivers over a pair of pseudo-terminals that socat holds together: the same as over the pairs
// of this project's own, so that these are not believed for their own sake. What socat cannot do,
// the pace of a baud rate and what another speed makes of bytes, is theirs alone.
import { afterEach, describe, expect, it } from "vitest";
import { createPrinter } from "../../../hardware/printer/device.ts";
import { createFenceIds } from "../../../hardware/printer/fence-ids.ts";
import { loadProfile } from "../../../hardware/printer/profiles.ts";
import { createScanner } from "../../../hardware/scanner/device.ts";
import { terminatedRules } from "../../../hardware/scanner/scan.ts";
import { openSerial } from "../../../hardware/transport/serial.ts";
import { watchPath } from "../../../hardware/transport/watch.ts";
import { createDisplay as createSimulatedDisplay } from "../../../sandbox/devices/display.ts";
import { createPrinter as createSimulatedPrinter } from "../../../sandbox/devices/printer.ts";
import { createScanner as createSimulatedScanner } from "../../../sandbox/devices/scanner.ts";
import { drive, glassOf } from "../display/rig.ts";
import { patient, short } from "../printer/rig.ts";
import { khmerReceipt } from "../printer/sample-receipts.ts";
import { realClock, until } from "../support/clock.ts";
import { openTerminals } from "../support/pty-rig.ts";
import { hasSocat, startSocat } from "../support/socat-rig.ts";

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const plugIn = () => {
  const rig = startSocat();
  closers.push(() => rig.close());
  return { rig, open: openSerial({ path: rig.path, baud: 115_200 }) };
};

const printed = { kind: "done", value: "printed" };

// `.ci/run` installs it; on another machine these are told as skipped.
describe.runIf(hasSocat)("over a pair of socat's", () => {
  it("a printer proves what it printed; pulled in mid-raster, nobody knows; then it prints on", async () => {
    const { rig, open } = plugIn();
    const paper = await createSimulatedPrinter({ plug: rig.plug });
    closers.push(() => paper.close());
    const printer = createPrinter({
      open,
      profile: loadProfile("generic-80"),
      clock: realClock,
      ids: createFenceIds(0),
      timing: patient,
    });
    closers.push(() => printer.close());
    expect(await printer.print(short)).toEqual(printed);
    paper.set({ slow: true });
    const before = paper.state().receivedBytes;
    const printing = printer.print(khmerReceipt);
    await until(() => paper.state().receivedBytes > before + 3_000);
    paper.unplug();
    expect(await printing).toEqual({ kind: "unknown", code: "PRINTER_LINK_LOST" });
    expect(await printer.print(short)).toEqual({ kind: "refused", code: "PRINTER_UNREACHABLE" });
    paper.set({ slow: false });
    paper.plugIn();
    await until(() => paper.state().connections === 1);
    expect(await printer.print(short)).toEqual(printed);
    expect(paper.state().unknownCommands).toEqual([]);
  });

  it("a scanner tells its codes, and again whenever its cable was out", async () => {
    const { rig, open } = plugIn();
    const unit = await createSimulatedScanner({ plug: rig.plug });
    closers.push(() => unit.close());
    const scans: string[] = [];
    const scanner = createScanner({
      open,
      watch: watchPath(rig.path),
      clock: realClock,
      rules: { ...terminatedRules, rate: { most: 100, withinMs: 1_000 } },
      backoff: { firstMs: 3_600_000, capMs: 3_600_000, flapLosses: Infinity },
      onScan: ({ text }) => scans.push(text),
    });
    closers.push(() => scanner.close());
    const isReady = (): boolean =>
      scanner.health().power === "online" && unit.state().connections === 1;
    await until(isReady);
    const before = openTerminals();
    for (let round = 1; round <= 10; round += 1) {
      unit.scan(`code ${round}`);
      await until(() => scans.length === round);
      unit.unplug();
      await until(() => scanner.health().power === "offline");
      unit.plugIn();
      await until(() => isReady() && openTerminals() === before);
    }
    expect(scans).toEqual(Array.from({ length: 10 }, (_, round) => `code ${round + 1}`));
  });

  it("a display shows its text, and again when its cable was out", async () => {
    const { rig, open } = plugIn();
    const simulated = await createSimulatedDisplay({ language: "dsp800", plug: rig.plug });
    closers.push(() => simulated.close());
    const { display } = drive(open, "dsp800");
    closers.push(() => display.close());
    expect(await display.show(glassOf("PAY 12,000 KHR")).done).toBe("shown");
    simulated.unplug();
    await until(() => display.health().power === "off");
    simulated.powerCycle();
    simulated.plugIn();
    await until(() => simulated.state().rows[0].startsWith("PAY 12,000 KHR"));
    expect(simulated.state().unknown).toEqual([]);
  });
});
