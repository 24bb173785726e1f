import { afterEach, describe, expect, it } from "vitest";
import { createScanner, type ScannerHealth } from "../../../hardware/scanner/device.ts";
import { bareRules, type Scan } from "../../../hardware/scanner/scan.ts";
import { createMemoryPair, type MemoryPair } from "../../../hardware/transport/memory.ts";
import { openTcp } from "../../../hardware/transport/tcp.ts";
import { createScanner as createSimulatedScanner } from "../../../sandbox/devices/scanner.ts";
import { realClock, until } from "../support/clock.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const startOverTcp = async () => {
  const simulated = await createSimulatedScanner({ aimId: "]Q1" });
  closers.push(() => simulated.close());
  const scans: string[] = [];
  const healths: ScannerHealth[] = [];
  const scanner = createScanner({
    open: openTcp({ host: "127.0.0.1", port: simulated.state().port }),
    clock: realClock,
    backoff: { firstMs: 5, capMs: 20 },
    onScan: (scan) => scans.push(scan.text),
    onHealth: (health) => healths.push(health),
  });
  closers.push(() => scanner.close());
  await until(() => simulated.state().connections === 1 && scanner.health().power === "online");
  return { simulated, scanner, scans, healths };
};

describe("a scanner over TCP", () => {
  it("tells each code once", async () => {
    const { simulated, scanner, scans } = await startOverTcp();
    expect(simulated.scan("ភ្នំពេញ")).toBe(true);
    expect(simulated.scan("ភ្នំពេញ")).toBe(true);
    expect(simulated.scan("abc")).toBe(true);
    await until(() => scans.length === 2);
    expect(scans).toEqual(["ភ្នំពេញ", "abc"]);
    expect(scanner.health()).toMatchObject({ scans: 2, duplicates: 1, refused: 0 });
    scanner.rearm();
    simulated.scan("abc");
    await until(() => scans.length === 3);
  });

  it("comes back by itself and drops what the old link left unfinished", async () => {
    const { simulated, scanner, scans, healths } = await startOverTcp();
    simulated.noise(Buffer.from("half a co"));
    simulated.unplug();
    await until(() => scanner.health().power === "offline");
    expect(simulated.scan("lost")).toBe(false);
    simulated.plugIn();
    await until(() => scanner.health().power === "online" && simulated.state().connections === 1);
    simulated.scan("whole");
    await until(() => scans.length === 1);
    expect(scans).toEqual(["whole"]);
    expect(healths.some(({ code }) => code === "TRANSPORT_LOST")).toBe(true);
    expect(scanner.health().connections).toBeGreaterThan(1);
  });

  it("reports what it refuses", async () => {
    const { simulated, scanner } = await startOverTcp();
    simulated.noise(Uint8Array.of(1, 2, 3, 13));
    await until(() => scanner.health().refused === 1);
    expect(scanner.health().lastRefusal).toBe("SCAN_CONTROL_CHARACTER");
  });

  it("leaves nothing open and says nothing after its close", async () => {
    const { simulated, scanner, scans, healths } = await startOverTcp();
    await scanner.close();
    await scanner.close();
    const told = healths.length;
    await until(() => simulated.state().connections === 0);
    expect(simulated.scan("late")).toBe(false);
    expect([healths.at(-1)?.power, healths.length, scans]).toEqual(["closed", told, []]);
  });
});

describe("a scanner that cannot be reached", () => {
  it("goes on trying and can be closed in the middle of a wait", async () => {
    let tries = 0;
    const closed = await createSimulatedScanner();
    const host = "127.0.0.1";
    const { port } = closed.state();
    await closed.close();
    const scanner = createScanner({
      open: () => {
        tries += 1;
        return openTcp({ host, port })();
      },
      clock: realClock,
      backoff: { firstMs: 1, capMs: 2 },
      onScan: () => {},
    });
    await until(() => tries >= 3);
    expect(scanner.health()).toMatchObject({ power: "offline", code: "TRANSPORT_UNREACHABLE" });
    await scanner.close();
    const after = tries;
    expect([scanner.health().power, tries]).toEqual(["closed", after]);

    const patient = createScanner({
      open: openTcp({ host, port }),
      clock: realClock,
      backoff: { firstMs: 3_600_000, capMs: 3_600_000 },
      onScan: () => {},
    });
    await until(() => patient.health().power === "offline");
    await patient.close();
  });
});

describe("a scanner without terminators", () => {
  it("ends a code by silence", async () => {
    const pairs: MemoryPair[] = [];
    const scans: Scan[] = [];
    const scanner = createScanner({
      open: () => {
        const pair = createMemoryPair();
        pairs.push(pair);
        return Promise.resolve(pair.host);
      },
      clock: realClock,
      rules: { ...bareRules, idleMs: 10 },
      onScan: (scan) => scans.push(scan),
    });
    closers.push(() => scanner.close());
    await until(() => scanner.health().power === "online");
    await pairs[0]?.device.write(Buffer.from("abc"), 1_000);
    await until(() => scans.length === 1);
    expect(scans[0]?.text).toBe("abc");
  });
});
