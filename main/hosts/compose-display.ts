/** The customer display of two rows, when there is one. */
import { createDisplay } from "../../hardware/display/device.ts";
import { layOut } from "../../hardware/display/layout.ts";
import {
  DISPLAY_PROFILE_IDS,
  loadDisplayProfile,
  type DisplayProfileId,
} from "../../hardware/display/profile.ts";
import { watchDisplay, type DisplayWatchOptions } from "../app/display-watch.ts";
import { Failure } from "../domain/failure.ts";
import type { CustomerDisplay } from "../ports/devices.ts";
import { displayLink } from "./device-links.ts";
import { bringToLife, tellHealth, type LifeParts } from "./device-life.ts";

const isProfileId = (id: string): id is DisplayProfileId =>
  (DISPLAY_PROFILE_IDS as readonly string[]).includes(id);

const toProfileId = (id: string): DisplayProfileId => {
  if (isProfileId(id)) return id;
  throw new Failure(
    "PROFILE_UNKNOWN",
    `devices.display.profile: there is no "${id}"; there are ${DISPLAY_PROFILE_IDS.join(", ")}`,
  );
};

/** What the display is told. */
type Shown = Pick<DisplayWatchOptions, "terminal" | "timers">;

/**
 * Begin to show what the payer's screen shows. The returned function clears the glass and lets go;
 * null when no display is configured. Throws `PROFILE_UNKNOWN` and what a profile's file throws.
 */
export const composeDisplay = async (
  parts: LifeParts,
  { terminal, timers }: Shown,
): Promise<(() => Promise<void>) | null> => {
  const { config, clock, random, health, log } = parts;
  const { display } = config.devices;
  if (display === null) return null;
  const profile = loadDisplayProfile(toProfileId(display.profile));
  const device = await bringToLife(parts, {
    name: "display",
    transport: display.transport,
    start: () =>
      createDisplay({
        ...displayLink(display.transport, clock),
        profile,
        clock,
        fraction: () => random.fraction(),
        onHealth: tellHealth(health, "display"),
      }),
  });
  if (device === null) return null;
  const port: CustomerDisplay = {
    // What became of a text is in the display's health: nobody waits for it.
    show: (face) => void device.driver()?.show(layOut(face, profile.charset)),
  };
  const stop = watchDisplay({ terminal, display: port, idleText: display.idleText, timers, log });
  return async () => {
    stop();
    await device.release();
  };
};
