import type { z } from "zod";
import { namesUnder, settings } from "./settings.ts";

/** One thing that is wrong with a configuration. */
export interface Fault {
  /** `lnd.deadlineMs`; empty for the whole file. */
  readonly path: string;
  /** What is wrong and what is allowed. Never the value itself: it may be a secret put in the wrong place. */
  readonly words: string;
}

const named = (count: number) => (count === 1 ? "has a setting" : "has settings");

const allowedAt = (path: string): string => {
  const setting = settings.find((one) => one.path === path);
  const under = namesUnder(path);
  if (setting !== undefined) return `must be ${setting.allowed}`;
  return under.length === 0 ? "is not allowed" : `must be a group of ${under.join(", ")}`;
};

const isMissing = (issue: z.core.$ZodIssue): boolean =>
  issue.code === "invalid_type" && issue.input === undefined;

/** One issue of the schema in words. `prefix` is where in the file the schema stands. */
export const faultOf = (prefix: string, issue: z.core.$ZodIssue): Fault => {
  const path = [prefix, ...issue.path.map(String)].filter((part) => part !== "").join(".");
  if (issue.code === "unrecognized_keys") {
    // Names are told with their odd characters escaped: they are the file's, not ours.
    const unknown = issue.keys.map((key) => JSON.stringify(key.slice(0, 40))).join(", ");
    const known = namesUnder(path).join(", ");
    return {
      path,
      words: `${named(issue.keys.length)} there is none of: ${unknown}; known are ${known}`,
    };
  }
  return { path, words: isMissing(issue) ? `is missing; it ${allowedAt(path)}` : allowedAt(path) };
};
