/** What this machine says of its own clock, read from files: no program is started for it. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ClockFacts } from "../app/time/clock-trust.ts";

/** Where Linux keeps what is asked for; another root in tests. */
export interface ClockFactsOptions {
  readonly root?: string;
}

/**
 * Files that say that the time service has set the clock since the machine started (`/run` is empty
 * after a start): systemd-timesyncd makes the first by itself (systemd-timesyncd.service(8),
 * FILES); the second is for a unit after `time-sync.target` of any other service.
 */
const SYNCHRONISED = ["run/systemd/timesync/synchronized", "run/satriel/time-synchronized"];

const entries = (path: string): readonly string[] => {
  try {
    return readdirSync(path);
  } catch {
    // A machine without such a folder has no such clock.
    return [];
  }
};

export const createClockFacts = ({ root = "/" }: ClockFactsOptions = {}): ClockFacts => ({
  isSynchronised: () => SYNCHRONISED.some((path) => existsSync(join(root, path))),
  hasRtc: () => entries(join(root, "sys/class/rtc")).some((name) => /^rtc\d+$/.test(name)),
});
