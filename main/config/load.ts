import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Failure } from "../domain/failure.ts";
import { faultOf, type Fault } from "./faults.ts";
import { fileFaults } from "./files.ts";
import { relationFaults, type Sections } from "./relations.ts";
import { configSchema, sections, type Config } from "./schema.ts";

const invalid = (faults: readonly Fault[]): Failure =>
  new Failure(
    "CONFIG_INVALID",
    [
      `the configuration has ${faults.length} ${faults.length === 1 ? "fault" : "faults"}:`,
      ...faults.map(({ path, words }) => `  ${path === "" ? "the file" : path} ${words}`),
    ].join("\n"),
  );

const readJson = (path: string): unknown => {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new Failure("CONFIG_UNREADABLE", `the configuration ${path} cannot be read`, cause);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own words quote the text, which may hold what should not be told.
    throw new Failure("CONFIG_INVALID", `the configuration ${path} is not JSON`);
  }
};

const isObject = (raw: unknown): raw is Readonly<Record<string, unknown>> =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw);

const judgeSections = (raw: Readonly<Record<string, unknown>>) => {
  const faults: Fault[] = [];
  const good: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(sections)) {
    const parsed = schema.safeParse(raw[name], { reportInput: true });
    if (parsed.success) good[name] = parsed.data;
    else faults.push(...parsed.error.issues.map((issue) => faultOf(name, issue)));
  }
  const unknown = Object.keys(raw).filter((name) => !Object.hasOwn(sections, name));
  if (unknown.length > 0) {
    faults.push(faultOf("", { code: "unrecognized_keys", keys: unknown, path: [], message: "" }));
  }
  return { faults, good: good as Sections };
};

const deepFreeze = <T>(value: T): T => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
};

const resolved = (folder: string, path: string | null): string | null =>
  path === null ? null : resolve(folder, path);

const withAbsolutePaths = (config: Config, folder: string): Config => ({
  ...config,
  dataDir: resolve(folder, config.dataDir),
  keyFile: resolve(folder, config.keyFile),
  backup:
    config.backup === null ? null : { ...config.backup, path: resolve(folder, config.backup.path) },
  lnd: {
    ...config.lnd,
    tlsCertificateFile: resolve(folder, config.lnd.tlsCertificateFile),
    macaroonFile: resolve(folder, config.lnd.macaroonFile),
    booksMacaroonFile: resolved(folder, config.lnd.booksMacaroonFile),
    payoutMacaroonFile: resolved(folder, config.lnd.payoutMacaroonFile),
    chainMacaroonFile: resolved(folder, config.lnd.chainMacaroonFile),
  },
  rail: {
    ...config.rail,
    tokenFile: resolve(folder, config.rail.tokenFile),
    caFile: resolved(folder, config.rail.caFile),
  },
  settlement:
    config.settlement === null
      ? null
      : {
          ...config.settlement,
          tokenFile: resolve(folder, config.settlement.tokenFile),
          caFile:
            config.settlement.caFile === null ? null : resolve(folder, config.settlement.caFile),
        },
});

/**
 * Judge a configuration that was read from a file in `folder`. All faults are told at once.
 * Throws `CONFIG_INVALID`, and `CONFIG_LIVE_NOT_ENABLED` for `mode: "live"`, which this version
 * has no enablement for.
 */
export const parseConfig = (raw: unknown, folder: string): Config => {
  if (!isObject(raw)) throw invalid([{ path: "", words: "must be one JSON object" }]);
  const { faults, good } = judgeSections(raw);
  const all = [...faults, ...relationFaults(good), ...fileFaults(raw, folder)];
  if (all.length > 0) throw invalid(all);
  const config: Config = configSchema.parse(raw);
  if (config.mode === "live") {
    throw new Failure(
      "CONFIG_LIVE_NOT_ENABLED",
      "mode live needs a signed enablement file, which this version does not take: use sandbox",
    );
  }
  return deepFreeze(withAbsolutePaths(config, folder));
};

/**
 * Read the configuration file at `path`. Relative paths inside it start at its own folder.
 * Throws `CONFIG_UNREADABLE` and what {@link parseConfig} throws.
 */
export const loadConfig = (path: string): Config =>
  parseConfig(readJson(path), dirname(resolve(path)));
