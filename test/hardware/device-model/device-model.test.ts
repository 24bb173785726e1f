import { describe, expect, it } from "vitest";
import { createDataGate } from "../../../hardware/device-model/data-gate.ts";
import { createClaims, createDevice } from "../../../hardware/device-model/device.ts";
import { healthOfPrinter, healthOfScanner } from "../../../hardware/device-model/drivers.ts";
import {
  closedHealth,
  levelOf,
  unlinkedHealth,
  type DeviceHealth,
} from "../../../hardware/device-model/health.ts";
import { isDeviceFault } from "../../../hardware/fault.ts";

const bench = (name: string, address = "/dev/one", claims = createClaims()) => {
  const log: string[] = [];
  const device = createDevice({
    name,
    address,
    claims,
    start: () => {
      log.push("start");
      return {
        close: () => {
          log.push("close");
          return Promise.resolve();
        },
      };
    },
  });
  return { device, claims, log };
};

describe("a device", () => {
  it("lives from its claim to its release, each step once however often it is asked for", async () => {
    const { device, log } = bench("display");
    expect(device.driver()).toBeNull();
    await device.claim();
    await device.claim();
    expect(device.enable()).toBe(device.enable());
    await device.disable();
    await device.disable();
    expect([device.driver(), log]).toEqual([null, ["start", "close"]]);
    device.enable();
    await device.release();
    await device.release();
    expect(log).toEqual(["start", "close", "start", "close"]);
  });

  it("is not enabled by whoever has not claimed it", async () => {
    const { device, log } = bench("display");
    expect(() => device.enable()).toThrow("was not claimed");
    await device.claim();
    await device.release();
    expect(() => device.enable()).toThrow("was not claimed");
    expect(log).toEqual([]);
  });

  it("does not get a port that another one has, and is told whose it is", async () => {
    const { device, claims } = bench("scanner");
    const other = bench("display", "/dev/one", claims);
    const apart = bench("printer", "/dev/two", claims);
    await device.claim();
    await apart.device.claim();
    const refused = other.device.claim();
    await expect(refused).rejects.toThrow("display: /dev/one belongs to the scanner");
    await refused.catch((error: unknown) => {
      expect(isDeviceFault(error, "DEVICE_CLAIMED")).toBe(true);
    });
    // Nobody gives up what is not theirs.
    await other.device.release();
    await expect(other.device.claim()).rejects.toThrow("belongs to the scanner");
  });

  it("gets it when its owner gives it up in time", async () => {
    const { device, claims } = bench("scanner");
    const other = bench("display", "/dev/one", claims);
    await device.claim();
    const waiting = other.device.claim(3_600_000);
    await device.release();
    await waiting;
    other.device.enable();
    await expect(device.claim(1)).rejects.toThrow("belongs to the display");
  });
});

describe("a data gate", () => {
  it("delivers one event each time it is enabled, and keeps none for later", () => {
    const told: string[] = [];
    const gate = createDataGate<string>((event) => told.push(event));
    expect(gate.take("before")).toBe(false);
    gate.enable();
    expect([gate.take("one"), gate.take("two")]).toEqual([true, false]);
    gate.enable();
    gate.disable();
    expect(gate.take("three")).toBe(false);
    gate.enable();
    expect([told, gate.discarded(), gate.isEnabled()]).toEqual([["one"], 3, true]);
  });

  it("may be enabled again by whoever is told", () => {
    const told: number[] = [];
    const gate = createDataGate<number>((event) => {
      told.push(event);
      gate.enable();
    });
    gate.enable();
    for (const event of [1, 2, 3]) gate.take(event);
    expect([told, gate.discarded()]).toEqual([[1, 2, 3], 0]);
  });
});

const idle: DeviceHealth = { power: "online", state: "idle", code: null };

describe("health", () => {
  it.each<[DeviceHealth, string]>([
    [idle, "works"],
    [{ ...idle, state: "busy" }, "works"],
    [{ ...idle, code: "PRINTER_PAPER_NEAR_END" }, "attention"],
    [{ ...idle, state: "error", code: "PRINTER_PAPER_OUT" }, "fails"],
    [{ ...idle, power: "off" }, "fails"],
    [{ ...idle, power: "offline" }, "fails"],
    [{ ...idle, power: "unknown" }, "unknown"],
    [closedHealth, "unknown"],
  ])("%j is %s", (health, level) => {
    expect(levelOf(health)).toBe(level);
  });

  it.each([
    ["TRANSPORT_NOT_FOUND", "off"],
    ["TRANSPORT_LOST", "off"],
    ["TRANSPORT_BUSY", "offline"],
    ["TRANSPORT_DENIED", "offline"],
    ["TRANSPORT_UNSTEADY", "offline"],
  ])("of a link that ended with %s is %s", (code, power) => {
    expect(unlinkedHealth(code)).toEqual({ power, state: "error", code });
  });

  it("of a printer is one value", () => {
    expect(levelOf(healthOfPrinter({ kind: "ready", paperNearEnd: false }))).toBe("works");
    expect(healthOfPrinter({ kind: "ready", paperNearEnd: true }).code).toBe(
      "PRINTER_PAPER_NEAR_END",
    );
    expect(healthOfPrinter({ kind: "trouble", code: "PRINTER_COVER_OPEN" })).toEqual({
      power: "offline",
      state: "error",
      code: "PRINTER_COVER_OPEN",
    });
    expect(healthOfPrinter({ kind: "trouble", code: "PRINTER_UNREACHABLE" }).power).toBe("off");
  });

  it("of a scanner is one value", () => {
    expect(levelOf(healthOfScanner({ power: "online", code: null }))).toBe("works");
    const garbled = healthOfScanner({ power: "online", code: "SCANNER_GARBLED" });
    expect([levelOf(garbled), garbled.code]).toEqual(["attention", "SCANNER_GARBLED"]);
    expect(levelOf(healthOfScanner({ power: "connecting", code: null }))).toBe("unknown");
    expect(levelOf(healthOfScanner({ power: "closed", code: null }))).toBe("unknown");
    expect(healthOfScanner({ power: "offline", code: "TRANSPORT_DENIED" })).toEqual({
      power: "offline",
      state: "error",
      code: "TRANSPORT_DENIED",
    });
  });
});
