import { Failure } from "../domain/failure.ts";

const TAG = "$bigint";
const DIGITS = /^(?:0|-?[1-9]\d*)$/;

const invalid = (what: string): Failure =>
  new Failure("JOURNAL_CODEC_INVALID", `${what} has no place in the journal`);

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const objectText = (value: object): string => {
  if (!isPlain(value)) throw invalid("an object that is not plain data");
  let text = "";
  for (const [key, member] of Object.entries(value)) {
    const name = JSON.stringify(key.startsWith("$") ? `$${key}` : key);
    text += `${text === "" ? "" : ","}${name}:${textOf(member)}`;
  }
  return `{${text}}`;
};

/** Written in one go: every step of a swap is encoded, and a copy of it first would double the time. */
const textOf = (value: unknown): string => {
  if (value === null || typeof value === "string" || typeof value === "boolean") {
    return JSON.stringify(value);
  }
  if (typeof value === "bigint") return `{"${TAG}":"${value}"}`;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw invalid("a number that is not finite");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(textOf).join(",")}]`;
  if (typeof value !== "object") throw invalid(`a value of type ${typeof value}`);
  return objectText(value);
};

const fromEntry = ([key, member]: [string, unknown]): [string, unknown] => {
  if (key.startsWith("$") && !key.startsWith("$$")) throw invalid("an unknown tag");
  return [key.startsWith("$$") ? key.slice(1) : key, fromJson(member)];
};

const fromJson = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(fromJson);
  const entries: [string, unknown][] = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && first[0] === TAG) {
    if (typeof first[1] !== "string" || !DIGITS.test(first[1])) throw invalid("a bigint tag");
    return BigInt(first[1]);
  }
  return Object.fromEntries(entries.map(fromEntry));
};

/**
 * Plain data as JSON text: a bigint becomes `{"$bigint":"12"}`, and a key that starts with `$`
 * gets one more. Takes null, booleans, finite numbers (-0 as 0), strings, bigints, arrays and
 * plain objects; throws `JOURNAL_CODEC_INVALID` on all else, so bytes, such as a preimage, and
 * `undefined` never slip through.
 */
export const encode = (value: unknown): string => textOf(value);

/** The plain data that {@link encode} wrote. Throws `JOURNAL_CODEC_INVALID`. */
export const decode = (text: string): unknown => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Failure("JOURNAL_CODEC_INVALID", "a text in the journal is not JSON", cause);
  }
  return fromJson(json);
};
