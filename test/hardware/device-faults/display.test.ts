// Every fault of a customer display, from its bytes to the cashier's words: the rows of
// docs/RELIABILITY.md.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  createDisplay,
  type Display,
  type DisplayTiming,
} from "../../../hardware/display/device.ts";
import { loadDisplayProfile, type DisplayProfileId } from "../../../hardware/display/profile.ts";
import { DeviceFault } from "../../../hardware/fault.ts";
import { createMemoryPair } from "../../../hardware/transport/memory.ts";
import { openSerial } from "../../../hardware/transport/serial.ts";
import type { OpenTransport, Transport } from "../../../hardware/transport/transport.ts";
import { createHealth } from "../../../main/app/health/health.ts";
import { tellHealth } from "../../../main/hosts/device-life.ts";
import { deviceWordOf, wordsOf } from "../../../renderer/words/say.ts";
import {
  createDisplay as createSimulatedDisplay,
  type SimulatedDisplay,
} from "../../../sandbox/devices/display.ts";
import { ptyPlug } from "../../../sandbox/devices/pty-plug.ts";
import { DISPLAY_FAULTS } from "../../../scripts/reliability/device-faults.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { glassOf, QUICK } from "../display/rig.ts";
import { realClock, until } from "../support/clock.ts";
import { deviceTextOf } from "../support/device-text.ts";

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Row = keyof typeof DISPLAY_FAULTS;

const BAUD = 9_600;
const TEXT = "PAY 12,000 KHR";

/** A driver with the cashier's screen behind it, and a text that it is to show. */
const drive = (
  open: OpenTransport,
  id: DisplayProfileId = "cd5220",
  timing: Partial<DisplayTiming> = {},
) => {
  const health = createHealth(createManualClock().clock);
  const tell = tellHealth(health, "display");
  const told: string[] = [];
  const display: Display = createDisplay({
    open,
    profile: loadDisplayProfile(id),
    clock: realClock,
    backoff: { firstMs: 20, capMs: 50, graceMs: 0 },
    timing: { ...QUICK, refreshMs: 50, retryMs: 50, ...timing },
    onHealth: (how) => {
      tell(how);
      told.push([how.power, how.code].filter((word) => word !== null).join(" "));
    },
  });
  closers.push(() => display.close());
  display.show(glassOf(TEXT));
  const words = (say: "en" | "km"): string =>
    deviceWordOf(wordsOf(say), deviceTextOf(health, "display"));
  return { display, told, words };
};

/** A simulated display on a serial port of the system. */
const plugIn = async (id: DisplayProfileId = "cd5220") => {
  const folder = mkdtempSync(join(tmpdir(), "faults-"));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const line = { path: join(folder, "display"), baud: BAUD };
  const { protocol } = loadDisplayProfile(id);
  const simulated = await createSimulatedDisplay({
    language: protocol,
    plug: ptyPlug({ path: line.path, baud: BAUD }),
  });
  closers.push(() => simulated.close());
  return { simulated, line, open: (): Promise<Transport> => openSerial(line)() };
};

const isShown = (simulated: SimulatedDisplay) => (): boolean =>
  simulated.state().rows[0].startsWith(TEXT);

interface Trouble {
  readonly driven: ReturnType<typeof drive>;
  readonly mend: () => unknown;
  /** Whether the text stands on the glass. */
  readonly isWell: () => boolean;
}

/** On a display that showed its text. */
const shown = async (id: DisplayProfileId = "cd5220", timing: Partial<DisplayTiming> = {}) => {
  const { simulated, line, open } = await plugIn(id);
  const driven = drive(open, id, timing);
  await until(isShown(simulated));
  return { simulated, line, driven, isWell: isShown(simulated) };
};

const unopened = (code: string) => async (): Promise<Trouble> => {
  const { simulated, open } = await plugIn();
  let isMended = false;
  const driven = drive(() =>
    isMended ? open() : Promise.reject(new DeviceFault(code, "it does not open")),
  );
  const mend = (): void => {
    isMended = true;
  };
  return { driven, mend, isWell: isShown(simulated) };
};

/** A far end of a wire in memory that is not what it should be, and a display in its place later. */
const instead = async (
  play: (wire: Transport) => Promise<void>,
  id: DisplayProfileId = "cd5220",
  bufferBytes?: number,
): Promise<Trouble> => {
  const { simulated, open } = await plugIn(id);
  let isMended = false;
  const wires: Transport[] = [];
  const driven = drive(
    async () => {
      if (isMended) return open();
      const { host, device } = createMemoryPair(bufferBytes);
      wires.push(device);
      // Ends with the wire.
      play(device).catch(() => {});
      return Promise.resolve(host);
    },
    id,
    { writeMs: 200 },
  );
  const mend = async (): Promise<void> => {
    isMended = true;
    for (const wire of wires) await wire.close();
  };
  return { driven, mend, isWell: isShown(simulated) };
};

const PLAYS: Readonly<Record<Row, () => Promise<Trouble>>> = {
  absent: async () => {
    const { simulated, open } = await plugIn();
    simulated.unplug();
    const mend = (): void => simulated.plugIn();
    return { driven: drive(open), mend, isWell: isShown(simulated) };
  },
  cable: async () => {
    const { simulated, driven, isWell } = await shown();
    driven.display.show(glassOf("WELCOME"));
    driven.display.show(glassOf(TEXT));
    simulated.unplug();
    await until(() => driven.told.includes("off TRANSPORT_LOST"));
    const mend = (): void => {
      simulated.powerCycle();
      simulated.plugIn();
    };
    return { driven, mend, isWell };
  },
  power: async () => {
    const { simulated, driven, isWell } = await shown();
    simulated.powerCycle();
    return { driven, mend: () => {}, isWell };
  },
  // Reads nothing, over a wire that holds less than a text.
  stuck: () => instead(() => Promise.resolve(), "cd5220", 10),
  baud: async () => {
    const { simulated, line, open } = await plugIn("dsp800");
    line.baud = 115_200;
    const driven = drive(open, "dsp800", { answerMs: 100, writeMs: 500 });
    const mend = (): void => {
      line.baud = BAUD;
      simulated.unplug();
      simulated.plugIn();
    };
    return { driven, mend, isWell: isShown(simulated) };
  },
  "baud-mute": async () => {
    const { simulated, line, open } = await plugIn();
    line.baud = 19_200;
    const driven = drive(open);
    await until(() => driven.display.health().writes > 1);
    expect(isShown(simulated)()).toBe(false);
    const mend = (): void => {
      line.baud = BAUD;
      simulated.unplug();
      simulated.plugIn();
    };
    return { driven, mend, isWell: isShown(simulated) };
  },
  other: () => instead((wire) => wire.write(Buffer.from("00020101021229"), 1_000)),
  refuses: () =>
    instead(async (wire) => {
      for await (const chunk of wire.source) {
        for (const byte of chunk) if (byte === 0x17) await wire.write(Uint8Array.of(0x15), 1_000);
      }
    }, "dsp800"),
  busy: async () => {
    const { simulated, line, open } = await plugIn();
    const other = await openSerial(line)();
    closers.push(() => other.close());
    return { driven: drive(open), mend: () => other.close(), isWell: isShown(simulated) };
  },
  denied: unopened("TRANSPORT_DENIED"),
};

describe("a display that", () => {
  const rows = Object.entries(DISPLAY_FAULTS).map(([name, row]) => ({ name: name as Row, ...row }));

  it.each(rows)("$what", async ({ name, ends, reads, readsKm }) => {
    const { driven, mend, isWell } = await PLAYS[name]();
    const { told, words } = driven;
    await until(() => told.includes(ends));
    await until(() => words("en") === reads && words("km") === readsKm);
    await mend();
    await until(isWell);
    await until(() => words("en") === "connected");
  });
});
