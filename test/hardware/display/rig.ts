import {
  createDisplay,
  type Display,
  type DisplayHealth,
  type DisplayTiming,
} from "../../../hardware/display/device.ts";
import type { Glass } from "../../../hardware/display/glass.ts";
import { loadDisplayProfile, type DisplayProfileId } from "../../../hardware/display/profile.ts";
import { openTcp } from "../../../hardware/transport/tcp.ts";
import type { OpenTransport } from "../../../hardware/transport/transport.ts";
import {
  createDisplay as createSimulatedDisplay,
  type SimulatedDisplay,
} from "../../../sandbox/devices/display.ts";
import { realClock } from "../support/clock.ts";

/** A glass with these words at its left edge. */
export const glassOf = (upper: string, lower = ""): Glass => ({
  upper: upper.padEnd(20),
  lower: lower.padEnd(20),
});

/** No waits but those that a test is about. */
export const QUICK: DisplayTiming = {
  paceMs: 1,
  writeMs: 2_000,
  answerMs: 2_000,
  refreshMs: 3_600_000,
  retryMs: 3_600_000,
  clearMs: 500,
};

/** A driver and everything that it said of its health. */
export interface Driven {
  readonly display: Display;
  readonly healths: DisplayHealth[];
}

/** A driver over any transport. */
export const drive = (
  open: OpenTransport,
  id: DisplayProfileId = "cd5220",
  timing: Partial<DisplayTiming> = {},
): Driven => {
  const healths: DisplayHealth[] = [];
  const display = createDisplay({
    open,
    profile: loadDisplayProfile(id),
    clock: realClock,
    backoff: { firstMs: 2, capMs: 10 },
    timing: { ...QUICK, ...timing },
    onHealth: (health) => healths.push(health),
  });
  return { display, healths };
};

/** A driver and a simulated display at the two ends of a TCP cable. */
export const driveOverTcp = async (
  id: DisplayProfileId = "cd5220",
  timing: Partial<DisplayTiming> = {},
): Promise<Driven & { readonly simulated: SimulatedDisplay }> => {
  const { protocol } = loadDisplayProfile(id);
  const simulated = await createSimulatedDisplay({ language: protocol });
  const { address } = simulated.state();
  if (address.kind !== "tcp") throw new Error("not over TCP");
  return { simulated, ...drive(openTcp(address), id, timing) };
};
