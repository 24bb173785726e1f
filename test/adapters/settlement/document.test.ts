import { describe, expect, it } from "vitest";

import * as wire from "../../../main/adapters/settlement/wire.ts";
import { isObject, type Json } from "../../support/json-schema.ts";
import { everyObject, openDocument, sorted } from "../../support/openapi-document.ts";

const { lookUp, openapi, operations, resolve, schemaOf, strictFaults } =
  openDocument("settlement-sink");

describe("the document of the back office", () => {
  it("is OpenAPI 3.1 with its one call", () => {
    expect(openapi["openapi"]).toBe("3.1.0");
    expect(operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "post /v1/terminals/{terminal}/records",
    ]);
  });

  it("has a target for each reference", () => {
    for (const [, object] of everyObject(openapi, "#")) {
      if (typeof object["$ref"] === "string") expect(lookUp(object["$ref"])).toBeTypeOf("object");
    }
  });

  it("gives examples that its own schemas take", () => {
    for (const [name, schema] of Object.entries(lookUp("#/components/schemas"))) {
      if (!isObject(schema)) throw new Error(`${name} is not a schema`);
      for (const example of (schema["examples"] ?? []) as readonly Json[]) {
        expect(strictFaults(schema, example), name).toEqual([]);
      }
    }
  });

  it.each([
    ["RecordId", wire.recordIdSchema],
    ["Record", wire.recordSchema],
    ["Batch", wire.batchSchema],
    ["Verdict", wire.verdictSchema],
    ["Verdicts", wire.verdictsSchema],
    ["Error", wire.errorSchema],
  ])("says of %s what the adapter says", (name, schema) => {
    const ours = resolve(schema.toJSONSchema({ io: "input" }) as Json, false);
    expect(sorted(ours)).toEqual(sorted(resolve(schemaOf(name), false)));
  });

  it("describes the batch that the adapter writes", () => {
    const record = {
      epoch: 1,
      seq: 2,
      stream: "swap:P-00000000000000aa",
      kind: "paid",
      body: "{}",
      attempts: 0,
      createdAtMs: 0,
      lastCode: null,
    };
    const body = wire.writeBatch({
      terminalId: "Counter 1",
      records: [record],
      gaps: [{ epoch: 1, seq: 1 }],
    });
    expect(strictFaults(schemaOf("Batch"), JSON.parse(body) as Json)).toEqual([]);
  });
});
