// The driver over a real serial port of the system, a pseudo-terminal, with its pace and its speed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadDisplayProfile, type DisplayProfileId } from "../../../hardware/display/profile.ts";
import { openSerial } from "../../../hardware/transport/serial.ts";
import { createDisplay as createSimulatedDisplay } from "../../../sandbox/devices/display.ts";
import { ptyPlug } from "../../../sandbox/devices/pty-plug.ts";
import { until } from "../support/clock.ts";
import { drive, glassOf } from "./rig.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const overPty = async (id: DisplayProfileId, hostBaud: number) => {
  const folder = mkdtempSync(join(tmpdir(), "display-"));
  closers.push(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, "display");
  const { protocol, baud } = loadDisplayProfile(id);
  const simulated = await createSimulatedDisplay({
    language: protocol,
    plug: ptyPlug({ path, baud }),
  });
  closers.push(() => simulated.close());
  const driven = drive(openSerial({ path, baud: hostBaud }), id, { answerMs: 200, writeMs: 200 });
  closers.push(() => driven.display.close());
  return { simulated, ...driven };
};

describe("a display on a serial port", () => {
  it.each(["cd5220", "epson-dm-d", "dsp800"] as const)(
    "%s shows its text, at 9600 baud, and again after its cable was out",
    async (id) => {
      const { display, simulated } = await overPty(id, 9_600);
      const end = await display.show(glassOf("PAY 12,000 KHR", "5,210 sats")).done;
      expect(end).toBe(id === "dsp800" ? "shown" : "sent");
      await until(() => simulated.state().rows[1].startsWith("5,210 sats"));
      simulated.unplug();
      await until(() => display.health().power === "off");
      simulated.powerCycle();
      simulated.plugIn();
      await until(() => simulated.state().rows[1].startsWith("5,210 sats"));
      expect(simulated.state().unknown).toEqual([]);
    },
  );

  it("at the wrong speed shows nothing of it, and DSP800 lets that be known", async () => {
    const { display, simulated } = await overPty("dsp800", 19_200);
    expect(await display.show(glassOf("PAY 12,000 KHR")).done).toBe("unanswered");
    await until(() => display.health().state === "error");
    expect(["DISPLAY_NO_ANSWER", "DISPLAY_GARBLED"]).toContain(display.health().code);
    expect(simulated.state().rows.join("")).not.toContain("12,000");
  });
});
