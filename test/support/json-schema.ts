/** Any JSON value. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
/** A JSON object. */
export type JsonObject = { readonly [name: string]: Json };

/** True for an object that is not a list. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isOfType = (type: string, value: Json): boolean => {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isSafeInteger(value);
    default:
      return typeof value === type;
  }
};

const isDeepEqual = (a: Json, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b);
const lengthOf = (value: Json): number =>
  typeof value === "string" ? Array.from(value).length : (value as readonly Json[]).length;

/** Faults of one keyword of JSON Schema 2020-12. */
type Keyword = (part: Json, value: Json, schema: JsonObject) => readonly string[];

const unless = (valid: boolean, fault: string): readonly string[] => (valid ? [] : [fault]);

const properties: Keyword = (part, value) =>
  Object.entries(part as JsonObject).flatMap(([name, schema]) => {
    const field = (value as JsonObject)[name];
    if (field === undefined) return [];
    return faultsOf(schema as JsonObject, field).map((fault) => `${name}: ${fault}`);
  });

const required: Keyword = (part, value) =>
  (part as readonly string[])
    .filter((name) => !Object.hasOwn(value as JsonObject, name))
    .map((name) => `${name} is missing`);

const additionalProperties: Keyword = (part, value, schema) => {
  if (part !== false) throw new Error("additionalProperties is only understood as false");
  const known = Object.keys((schema["properties"] ?? {}) as JsonObject);
  return Object.keys(value as JsonObject)
    .filter((name) => !known.includes(name))
    .map((name) => `${name} is not described`);
};

const oneOf: Keyword = (part, value) => {
  const valid = (part as readonly JsonObject[]).filter(
    (schema) => faultsOf(schema, value).length === 0,
  );
  return unless(valid.length === 1, `fits ${valid.length.toString()} of the alternatives`);
};

const items: Keyword = (part, value) =>
  (value as readonly Json[]).flatMap((item) => faultsOf(part as JsonObject, item));

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: () => [],
  properties,
  required,
  additionalProperties,
  oneOf,
  items,
  const: (part, value) => unless(isDeepEqual(part, value), `is not ${JSON.stringify(part)}`),
  enum: (part, value) => unless((part as readonly Json[]).includes(value), "is not in the list"),
  pattern: (part, value) =>
    unless(new RegExp(part as string, "u").test(value as string), "does not match"),
  minLength: (part, value) => unless(lengthOf(value) >= (part as number), "is too short"),
  maxLength: (part, value) => unless(lengthOf(value) <= (part as number), "is too long"),
  minItems: (part, value) => unless(lengthOf(value) >= (part as number), "has too few items"),
  maxItems: (part, value) => unless(lengthOf(value) <= (part as number), "has too many items"),
  minimum: (part, value) => unless((value as number) >= (part as number), "is too small"),
  maximum: (part, value) => unless((value as number) <= (part as number), "is too large"),
};

/**
 * What is wrong with a value by a schema without references, one line a fault; empty when it is
 * valid. Knows the keywords that the document uses, and throws on any other: one that is not
 * understood must not pass as one that is met.
 */
export const faultsOf = (schema: JsonObject, value: Json): readonly string[] => {
  const { type } = schema;
  if (type !== undefined && !isOfType(type as string, value))
    return [`is not of type ${type as string}`];
  return Object.entries(schema).flatMap(([name, part]) => {
    const keyword = KEYWORDS[name];
    if (keyword === undefined) throw new Error(`the keyword ${name} is not understood`);
    return keyword(part, value, schema);
  });
};
