import { Failure } from "../domain/failure.ts";

const TAG = "$bigint";
const DIGITS = /^(?:0|-?[1-9]\d*)$/;

const invalid = (what: string): Failure =>
  new Failure("JOURNAL_CODEC_INVALID", `${what} has no place in the journal`);

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const toJson = (value: unknown): unknown => {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return { [TAG]: value.toString() };
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw invalid("a number that is not finite");
    return value;
  }
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object") throw invalid(`a value of type ${typeof value}`);
  if (!isPlain(value)) throw invalid("an object that is not plain data");
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key.startsWith("$") ? `$${key}` : key,
      toJson(member),
    ]),
  );
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
export const encode = (value: unknown): string => JSON.stringify(toJson(value));

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
