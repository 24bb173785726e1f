/** The customer display of two rows, when there is one. */
import { createDisplay } from "../../../hardware/display/device.ts";
import { layOut } from "../../../hardware/display/layout.ts";
import {
  DISPLAY_PROFILE_IDS,
  loadDisplayProfile,
  type DisplayProfileId,
} from "../../../hardware/display/profile.ts";
import { createHealth } from "../../app/health/health.ts";
import { outOfServiceFace } from "../../app/view/display-view.ts";
import { watchDisplay, type DisplayWatchOptions } from "../../app/watch/display-watch.ts";
import { Failure } from "../../domain/failure.ts";
import type { CustomerDisplay } from "../../ports/devices.ts";
import { bringToLife, claimsOf, tellHealth, type LifeParts } from "../device-life.ts";
import { displayLink } from "../device-links.ts";

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

/** The display, claimed and enabled; null when there is none, or its port is another's. */
const openGlass = async (parts: LifeParts) => {
  const { config, clock, random, health } = parts;
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
  return { port, idleText: display.idleText, release: () => device.release() };
};

/**
 * Begin to show what the payer's screen shows. The returned function clears the glass and lets go;
 * null when no display is configured. Throws `PROFILE_UNKNOWN` and what a profile's file throws.
 */
export const composeDisplay = async (
  parts: LifeParts,
  { terminal, timers }: Shown,
): Promise<(() => Promise<void>) | null> => {
  const glass = await openGlass(parts);
  if (glass === null) return null;
  const { port, idleText, release } = glass;
  const stop = watchDisplay({ terminal, display: port, idleText, timers, log: parts.log });
  return async () => {
    stop();
    await release();
  };
};

/**
 * Show that the terminal is out of service, until the returned function lets go of the display: a
 * glass keeps its last text for as long as it has power. Never throws: what keeps the terminal from
 * working is told elsewhere.
 */
export const showOutOfService = async (
  parts: Omit<LifeParts, "health" | "claims">,
): Promise<() => Promise<void>> => {
  const { config, clock, log } = parts;
  try {
    const claims = await claimsOf(config);
    const glass = await openGlass({ ...parts, claims, health: createHealth(clock) });
    glass?.port.show(outOfServiceFace(config.mode));
    return async () => glass?.release();
  } catch (error) {
    log.error(
      { code: "DISPLAY_FAILED" },
      error instanceof Error ? error.message : "the customer display was not told",
    );
    return async () => Promise.resolve();
  }
};
