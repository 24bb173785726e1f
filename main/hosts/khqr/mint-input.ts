import { parseArgs } from "node:util";
import { Failure } from "../../domain/failure.ts";
import { FIELD_NAMES, type MintInput } from "./mint-args.ts";

/** `bakongAccountID` as a flag: `bakong-account-id`. */
export const toFlag = (name: string): string =>
  name.replace(/[A-Z]+/g, (capitals) => `-${capitals.toLowerCase()}`);

const OPTIONS = Object.fromEntries([
  ...FIELD_NAMES.flatMap((name) => [
    [toFlag(name), { type: "string" as const }],
    [name, { type: "string" as const }],
  ]),
  ["additional-data", { type: "string" as const, multiple: true }],
]) as Readonly<Record<string, { type: "string"; multiple?: boolean }>>;

const parseFlags = (args: readonly string[]): Readonly<Record<string, unknown>> => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new Failure("USAGE_INVALID", error instanceof Error ? error.message : "unknown flags");
  }
};

const toAdditionalData = (given: unknown): Pick<MintInput, "additionalData"> => {
  if (!Array.isArray(given)) return {};
  const entries = given.map((part: unknown) => {
    const match = /^(\d{2})=(.+)$/s.exec(String(part));
    if (match === null) {
      throw new Failure("USAGE_INVALID", "--additional-data takes a sub-tag and a value: 68=...");
    }
    return [match[1] ?? "", match[2] ?? ""] as const;
  });
  return { additionalData: Object.fromEntries(entries) };
};

/** Fields given as flags: `--merchant-name "Demo Shop"`. Throws `USAGE_INVALID`. */
export const readFlags = (args: readonly string[]): MintInput => {
  const flags = parseFlags(args);
  const given = FIELD_NAMES.flatMap((name) => {
    const value = flags[toFlag(name)] ?? flags[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return { ...Object.fromEntries(given), ...toAdditionalData(flags["additional-data"]) };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure("INPUT_NOT_JSON", "standard input holds no JSON object", error);
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const toField = (name: string, value: unknown): readonly [string, string] => {
  const isKnown = FIELD_NAMES.some((field) => field === name);
  const isTime = name.endsWith("AtMs") && typeof value === "number";
  if (!isKnown || (typeof value !== "string" && !isTime)) {
    throw new Failure("INPUT_FIELD_INVALID", `${name}: no such field, or not a text`);
  }
  return [name, String(value)];
};

const toSubTags = (value: unknown): Readonly<Record<string, string>> => {
  if (!isObject(value) || Object.values(value).some((part) => typeof part !== "string")) {
    throw new Failure("INPUT_FIELD_INVALID", "additionalData: sub-tags with a text each");
  }
  return value as Readonly<Record<string, string>>;
};

/**
 * Fields given as a JSON object. Amounts are text, never a float. Throws `INPUT_NOT_JSON` and
 * `INPUT_FIELD_INVALID`.
 */
export const readJsonFields = (text: string): MintInput => {
  const value = parse(text);
  if (!isObject(value)) throw new Failure("INPUT_NOT_JSON", "standard input holds no JSON object");
  const { additionalData, ...rest } = value;
  const fields = Object.entries(rest)
    .filter(([, field]) => field !== null)
    .map(([name, field]) => toField(name, field));
  return {
    ...Object.fromEntries(fields),
    ...(additionalData === undefined ? {} : { additionalData: toSubTags(additionalData) }),
  };
};
