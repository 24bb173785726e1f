import { readdirSync, readFileSync } from "node:fs";

/** What the system watches of its files for this process. */
export const systemWatches = (): number =>
  readdirSync("/proc/self/fdinfo")
    .map((fd) => {
      try {
        return readFileSync(`/proc/self/fdinfo/${fd}`, "latin1").split("inotify wd").length - 1;
      } catch {
        // Closed since it was listed.
        return 0;
      }
    })
    .reduce((sum, count) => sum + count, 0);
