/** Reads what the doctor judges; opens no device. */
import { accessSync, constants, existsSync, readdirSync, readFileSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { findDevices } from "../../../hardware/find/find-devices.ts";
import { loadConfig } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import { isFailure } from "../../domain/failure.ts";
import { createClockFacts } from "../clock-trust.ts";
import { journalPath } from "../compose/journal.ts";
import type { Facts, TerminalFacts } from "./facts.ts";

/** Where to look; other places in tests. */
export interface GatherOptions {
  readonly root?: string;
  /** The configuration; null for none. */
  readonly configPath: string | null;
  readonly nowMs: number;
}

const RULES_FOLDERS = ["etc/udev/rules.d", "usr/lib/udev/rules.d", "run/udev/rules.d"];
/** Without a configuration: what it would be. */
const MIN_FREE_BYTES = 200 * 1_048_576;

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    // A folder that is not there holds nothing.
    return [];
  }
};

const nameOfProcess = (root: string, id: string): string => {
  try {
    return readFileSync(join(root, "proc", id, "comm"), "utf8").trim();
  } catch {
    // It has ended meanwhile.
    return "";
  }
};

const machineFacts = (root: string): Facts["machine"] => ({
  hasRules: RULES_FOLDERS.some((folder) =>
    namesIn(join(root, folder)).some((name) => /satriel.*\.rules$/.test(name)),
  ),
  hasModemManager: namesIn(join(root, "proc"))
    .filter((name) => /^\d+$/.test(name))
    .some((id) => nameOfProcess(root, id) === "ModemManager"),
});

const stateOf = (path: string): "present" | "absent" | "denied" => {
  try {
    accessSync(path, constants.R_OK);
    return "present";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT" || code === "ENOTDIR" ? "absent" : "denied";
  }
};

/** Room below `folder`, or below the nearest folder above it that is there. */
const freeBelow = (folder: string): number | null => {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return dirname(folder) === folder ? null : freeBelow(dirname(folder));
  }
};

type Loaded =
  | { readonly kind: "none" }
  | { readonly kind: "faulty"; readonly message: string }
  | { readonly kind: "good"; readonly path: string; readonly config: Config };

const load = (path: string | null): Loaded => {
  if (path === null) return { kind: "none" };
  try {
    return { kind: "good", path, config: loadConfig(path) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { kind: "faulty", message: `${error.code}: ${error.message}` };
  }
};

const terminalFacts = (loaded: Loaded, root: string, nowMs: number): TerminalFacts => {
  const facts = createClockFacts({ root });
  const clock = { nowMs, isSynchronised: facts.isSynchronised(), hasRtc: facts.hasRtc() };
  if (loaded.kind !== "good") {
    const freeBytes = freeBelow(root);
    return {
      config: loaded,
      journal: null,
      key: null,
      freeBytes,
      minFreeBytes: MIN_FREE_BYTES,
      clock,
    };
  }
  const { config, path } = loaded;
  return {
    config: { kind: "good", path },
    journal: stateOf(journalPath(config)),
    key: stateOf(config.keyFile),
    freeBytes: freeBelow(config.dataDir),
    minFreeBytes: config.disk.minFreeBytes,
    clock,
  };
};

/** The configuration that a terminal is started with when none is named; null when it is not there. */
export const usualConfig = (root = "/"): string | null => {
  const path = join(root, "etc/satriel/config.json");
  return existsSync(path) ? path : null;
};

/** Everything but the trials, and the configuration when it is good. */
export const gather = (
  options: GatherOptions,
): { readonly facts: Omit<Facts, "trials">; readonly config: Config | null } => {
  const { root = "/", configPath, nowMs } = options;
  const loaded = load(configPath);
  return {
    facts: {
      machine: machineFacts(root),
      devices: findDevices({ root }),
      terminal: terminalFacts(loaded, root, nowMs),
    },
    config: loaded.kind === "good" ? loaded.config : null,
  };
};
