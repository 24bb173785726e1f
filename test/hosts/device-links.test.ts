import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createScanner } from "../../hardware/scanner/device.ts";
import { hidPosRules, wedgeRules } from "../../hardware/scanner/scan.ts";
import { devices } from "../../main/config/schema-devices.ts";
import {
  displayLink,
  scannerLink,
  scannerRules,
  streamLink,
} from "../../main/hosts/device-links.ts";
import { ptyPlug } from "../../sandbox/devices/pty-plug.ts";
import { createScanner as createSimulatedScanner } from "../../sandbox/devices/scanner.ts";
import { until } from "../hardware/support/clock.ts";
import { startPty } from "../hardware/support/pty-rig.ts";
import { createManualClock } from "../support/manual-clock.ts";

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const { clock } = createManualClock();

/** A scanner of the configuration, as it is read. */
const configured = (scanner: object) => {
  const read = devices.parse({ scanner }).scanner;
  if (read === null) throw new Error("there is a scanner");
  return read;
};

const serial = { kind: "serial", path: "/dev/serial/by-id/usb-Scanner-if00" } as const;

describe("the scanner of the configuration", () => {
  it("is read by the rules of its mode, and what the file says beside them", () => {
    expect(scannerRules(configured({ transport: serial, mode: "hid-pos" }))).toEqual(hidPosRules);
    const wedge = { transport: serial, mode: "wedge", prefix: "<", suffix: ">", duplicateMs: 0 };
    expect(scannerRules(configured(wedge))).toEqual({
      ...wedgeRules,
      prefix: "<",
      suffix: ">",
      duplicateMs: 0,
    });
  });

  it("may end its codes by silence", () => {
    const rules = scannerRules(configured({ transport: serial, ends: "silence" }));
    expect(rules).toMatchObject({ mode: "usb-com", onIdle: "flush", idleMs: 60 });
  });

  it.each([
    [{ kind: "tcp", host: "127.0.0.1", port: 1 }, "TRANSPORT_UNREACHABLE", false],
    [serial, "TRANSPORT_NOT_FOUND", true],
    [{ kind: "file", path: "/dev/no-such-scanner" }, "TRANSPORT_NOT_FOUND", true],
    [{ kind: "hidraw", path: "/dev/no-such-scanner" }, "TRANSPORT_NOT_FOUND", true],
    [{ kind: "hid", vendorId: "fffe", productId: "fffe" }, "TRANSPORT_NOT_FOUND", true],
  ])("over %o is missed as %s", async (transport, code, isWatched) => {
    for (const mode of ["hid-pos", "wedge"]) {
      const link = scannerLink(configured({ transport, mode }), clock);
      await expect(link.open()).rejects.toMatchObject({ code });
      expect(link.watch !== undefined).toBe(isWatched);
    }
  });

  it.each(["usb-com", "hid-pos", "wedge"] as const)("tells codes over a port, %s", async (mode) => {
    const folder = mkdtempSync(join(tmpdir(), "links-"));
    closers.push(() => rmSync(folder, { recursive: true }));
    const plug = ptyPlug({ path: join(folder, "scanner"), baud: 115_200 });
    const unit = await createSimulatedScanner({ mode, plug });
    closers.push(() => unit.close());
    const setup = configured({ transport: unit.state().address, mode });
    const scans: string[] = [];
    const scanner = createScanner({
      ...scannerLink(setup, clock),
      rules: scannerRules(setup),
      clock,
      onScan: ({ text }) => scans.push(text),
    });
    closers.push(() => scanner.close());
    await until(() => unit.state().connections === 1 && scanner.health().power === "online");
    unit.scan("000201abc");
    await until(() => scans.length === 1);
    expect(scans).toEqual(["000201abc"]);
  });
});

describe("the customer display of the configuration", () => {
  // stty names a flag that is off with a dash before it.
  it.each([
    ["keeps its lines up when the port is closed", displayLink, " -hupcl"],
    ["which a printer does not", streamLink, " hupcl"],
  ] as const)("%s", async (...row) => {
    const [, link, flag] = row;
    const rig = await startPty();
    closers.push(() => rig.close());
    const transport = await link({ kind: "serial", path: rig.path, baud: 9_600 }, clock).open();
    closers.push(() => transport.close());
    const { stdout } = spawnSync("stty", ["-a", "-F", rig.path], { encoding: "utf8" });
    expect(stdout).toContain(flag);
  });

  it.each([
    [{ kind: "tcp", host: "127.0.0.1", port: 1 }, "TRANSPORT_UNREACHABLE"],
    [{ kind: "file", path: "/dev/no-such-display" }, "TRANSPORT_NOT_FOUND"],
  ] as const)("over %o is missed as %s", async (transport, code) => {
    await expect(displayLink(transport, clock).open()).rejects.toMatchObject({ code });
  });
});
