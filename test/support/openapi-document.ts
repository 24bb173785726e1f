/** One of the project's OpenAPI documents, so that tests hold code and servers against it. */
import { readFileSync } from "node:fs";

import { faultsOf, isObject, type Json, type JsonObject } from "./json-schema.ts";

/** Words for readers, which change nothing about what is valid. */
const ANNOTATIONS = ["description", "examples", "discriminator", "$schema"];

/** Each object inside a value, with its path. */
export const everyObject = function* (
  value: Json,
  path: string,
): Generator<readonly [string, JsonObject]> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries()) {
      yield* everyObject(item, `${path}/${index.toString()}`);
    }
  } else if (isObject(value)) {
    yield [path, value];
    for (const [name, part] of Object.entries(value)) yield* everyObject(part, `${path}/${name}`);
  }
};

/** The same schema with the names it requires in order: their order means nothing. */
export const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      name === "required" ? [...(part as readonly string[])].sort() : sorted(part),
    ]),
  );
};

/** Open `docs/<name>.openapi.json`. */
export const openDocument = (name: string) => {
  const file = new URL(`../../docs/${name}.openapi.json`, import.meta.url);
  const openapi = JSON.parse(readFileSync(file, "utf8")) as JsonObject;

  /** The part of the document that a local reference names. */
  const lookUp = (reference: string): JsonObject => {
    let found: Json | undefined = openapi;
    for (const part of reference.replace("#/", "").split("/")) {
      found = isObject(found) ? found[part.replaceAll("~1", "/")] : undefined;
    }
    if (!isObject(found)) throw new Error(`the document has no ${reference}`);
    return found;
  };

  /** A schema with its references put in and its words taken out. */
  const resolve = (value: Json, strict: boolean): Json => {
    if (Array.isArray(value))
      return (value as readonly Json[]).map((item) => resolve(item, strict));
    if (!isObject(value)) return value;
    const reference = value["$ref"];
    if (typeof reference === "string") return resolve(lookUp(reference), strict);
    const parts = Object.entries(value)
      .filter(
        ([key, part]) =>
          !(ANNOTATIONS.includes(key) && (key !== "description" || typeof part === "string")),
      )
      .map(([key, part]) => [key, resolve(part, strict)] as const);
    const closed = strict && value["type"] === "object" ? { additionalProperties: false } : {};
    return { ...Object.fromEntries(parts), ...closed };
  };

  /** A named schema of the document. */
  const schemaOf = (schema: string): JsonObject => lookUp(`#/components/schemas/${schema}`);

  /** Method and path template of each operation, with what it says. */
  const operations = Object.entries(lookUp("#/paths")).flatMap(([path, item]) =>
    Object.entries(isObject(item) ? item : {})
      .filter(([method]) => ["get", "put", "post"].includes(method))
      .map(([method, operation]) => ({ method, path, operation: operation as JsonObject })),
  );

  /** One object with its own reference followed. */
  const resolveTop = (value: Json): JsonObject => {
    if (!isObject(value)) throw new Error("not an object");
    return typeof value["$ref"] === "string" ? lookUp(value["$ref"]) : value;
  };

  /** What is wrong with a value by a schema that names every field it may have; empty: nothing. */
  const strictFaults = (schema: Json, value: Json): readonly string[] =>
    faultsOf(resolve(schema, true) as JsonObject, value);

  /** What is wrong with the JSON body of an answer or a request; empty: nothing. */
  const bodyFaults = (part: Json | undefined, body: string): readonly string[] => {
    const content = resolveTop(part ?? null)["content"] as JsonObject;
    const schema = (content["application/json"] as JsonObject)["schema"] ?? null;
    return strictFaults(schema, JSON.parse(body) as Json);
  };

  return { openapi, lookUp, resolve, schemaOf, operations, resolveTop, strictFaults, bodyFaults };
};
