import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createHttp } from "../../../main/adapters/http.ts";
import { createSettlementSink } from "../../../main/adapters/settlement/client.ts";
import { readVerdicts, writeBatch } from "../../../main/adapters/settlement/wire.ts";
import { isFailure } from "../../../main/domain/failure.ts";
import { settlementRecordFor } from "../../../main/domain/settlement-record.ts";
import type { QueuedRecord, RecordBatch, SettlementSink } from "../../../main/ports/settlement.ts";
import { createCertificate } from "../../../sandbox/certificate.ts";
import { createSinkServer, type SinkServer } from "../../../sandbox/settlement/server.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { SWAPS } from "../../support/swaps.ts";
import { faultsOf, isObject, type Json, type JsonObject } from "../../support/json-schema.ts";

const openapi = JSON.parse(
  readFileSync(new URL("../../../docs/settlement-sink.openapi.json", import.meta.url), "utf8"),
) as { readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> } };

/** A schema of the document with its references put in, its words left out, and nothing beside. */
const resolve = (value: Json): Json => {
  if (Array.isArray(value)) return (value as readonly Json[]).map(resolve);
  if (!isObject(value)) return value;
  const reference = value["$ref"];
  if (typeof reference === "string") {
    return resolve(openapi.components.schemas[reference.split("/").at(-1) ?? ""] ?? null);
  }
  const parts = Object.entries(value).filter(
    ([name, part]) => !(name === "description" && typeof part === "string"),
  );
  const closed = value["type"] === "object" ? { additionalProperties: false } : {};
  return { ...Object.fromEntries(parts.map(([name, part]) => [name, resolve(part)])), ...closed };
};

const faults = (schema: string, value: Json): readonly string[] =>
  faultsOf(resolve({ $ref: `#/components/schemas/${schema}` }) as JsonObject, value);

const recordOf = (
  seq: number,
  kind = "bitcoin-claimed",
  stream = "settlement:P-1",
): QueuedRecord => ({
  epoch: 1,
  seq,
  stream,
  kind,
  body: JSON.stringify({ kind, seq }),
  attempts: 0,
  createdAtMs: 1,
  lastCode: null,
});
const batchOf = (...records: readonly QueuedRecord[]): RecordBatch => ({
  terminalId: "Counter 1",
  records,
  gaps: [],
});

const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
const TOKEN = "a-token-of-the-tests";
let certificate: Awaited<ReturnType<typeof createCertificate>>;
const endings: (() => Promise<void>)[] = [];
const endAll = async (): Promise<void> => {
  for (const end of endings.splice(0)) await end();
};
beforeAll(async () => {
  certificate = await createCertificate(["localhost"]);
});
afterEach(endAll);
afterAll(endAll);

const start = async (
  options: { readonly tokens?: readonly string[]; readonly environment?: "sandbox" | "live" } = {},
): Promise<{
  readonly server: SinkServer;
  readonly sink: SettlementSink;
  readonly reads: () => number;
}> => {
  const server = await createSinkServer({ certificate, token: TOKEN, nowMs: () => 1 });
  const http = createHttp({ clock, ca: certificate.certPem });
  endings.push(async () => {
    http.close();
    await server.close();
  });
  const tokens = options.tokens ?? [TOKEN];
  let reads = 0;
  const sink = createSettlementSink({
    http,
    log: createFakeLog(),
    baseUrl: server.url,
    readToken: () => tokens[Math.min(reads++, tokens.length - 1)] ?? "",
    environment: options.environment ?? "sandbox",
    deadlineMs: 1_000,
  });
  return { server, sink, reads: () => reads };
};

describe("the document", () => {
  it("describes what the terminal sends", () => {
    expect(faults("Batch", JSON.parse(writeBatch(batchOf(recordOf(1)))) as Json)).toEqual([]);
    for (const [before, after] of [
      [SWAPS["paying-out"], SWAPS.settling],
      [SWAPS.settling, SWAPS.paid],
      [SWAPS.cancelling, SWAPS.returned],
      [SWAPS.suspense, SWAPS.owed],
    ] as const) {
      const record = settlementRecordFor(before, after, { receiptNumber: 1, atMs: 1 });
      expect(faults("Settlement", record as unknown as Json)).toEqual([]);
    }
  });

  it("is what both sides speak", async () => {
    const { sink } = await start();
    expect(
      readVerdicts('{"verdicts":[{"epoch":1,"seq":2,"verdict":"invalid","code":"X_Y"}]}'),
    ).toEqual([{ id: { epoch: 1, seq: 2 }, kind: "invalid", code: "X_Y" }]);
    expect(readVerdicts('{"verdicts":[{"epoch":1}]}')).toBeNull();
    expect(readVerdicts("<html>")).toBeNull();
    expect((await sink.deliver(batchOf(recordOf(1)))).kind).toBe("done");
  });
});

describe("a delivery", () => {
  it("is kept under terminal, epoch and number, byte for byte", async () => {
    const { server, sink } = await start();
    const answer = await sink.deliver(batchOf(recordOf(1), recordOf(2)));
    expect(answer).toEqual({
      kind: "done",
      value: [1, 2].map((seq) => ({ id: { epoch: 1, seq }, kind: "taken", code: null })),
    });
    const { body } = recordOf(1);
    expect(server.records()[0]).toMatchObject({
      terminal: "Counter 1",
      epoch: 1,
      seq: 1,
      body,
      sha256: createHash("sha256").update(body).digest("hex"),
    });
  });

  it("F60: whose answer was lost is absorbed when it comes again", async () => {
    const { server, sink } = await start();
    server.setFault("lost-ack");
    expect(await sink.deliver(batchOf(recordOf(1)))).toMatchObject({
      kind: "unknown",
      code: "SINK_CONNECTION",
    });
    expect(await sink.deliver(batchOf(recordOf(1)))).toMatchObject({
      value: [{ kind: "taken" }],
    });
    expect(server.records()).toHaveLength(1);
  });

  it("F64: of another body under a known number is a contradiction", async () => {
    const { server, sink } = await start();
    await sink.deliver(batchOf(recordOf(1)));
    const other = { ...recordOf(1), body: '{"other":true}' };
    expect(await sink.deliver(batchOf(other, recordOf(2)))).toMatchObject({
      value: [{ kind: "conflict" }, { kind: "taken" }],
    });
    expect(server.records().map(({ body }) => body)).not.toContain(other.body);
  });

  it("F61: with a poisoned record has a verdict for each", async () => {
    const { server, sink } = await start();
    server.setFault("poison");
    expect(await sink.deliver(batchOf(recordOf(1, "bitcoin-returned"), recordOf(2)))).toMatchObject(
      {
        value: [{ kind: "invalid", code: "KIND_UNKNOWN" }, { kind: "taken" }],
      },
    );
  });

  it.each([
    ["cut", { kind: "unknown", code: "SINK_CONNECTION" }],
    ["black-hole", { kind: "unknown", code: "SINK_TIMEOUT" }],
    ["busy", { kind: "unknown", code: "SINK_BUSY", retryAfterMs: 5_000 }],
    ["error-500", { kind: "unknown", code: "SINK_SERVER_ERROR" }],
  ] as const)("meets the fault %s", async (fault, outcome) => {
    const { server, sink } = await start();
    server.setFault(fault);
    expect(await sink.deliver(batchOf(recordOf(1)))).toEqual(outcome);
    expect(server.records()).toEqual([]);
  });

  it("F40: with an old token is sent once more with the renewed one, and goes on with it", async () => {
    const { server, sink, reads } = await start({ tokens: ["an-old-token", TOKEN] });
    expect((await sink.deliver(batchOf(recordOf(1)))).kind).toBe("done");
    expect((await sink.deliver(batchOf(recordOf(2)))).kind).toBe("done");
    expect(server.deliveries()).toBe(3);
    expect(reads()).toBe(2);
  });

  it("F40: with a token that was not renewed is sent no second time", async () => {
    const { server, sink } = await start({ tokens: ["an-old-token"] });
    expect(await sink.deliver(batchOf(recordOf(1)))).toEqual({
      kind: "refused",
      code: "SINK_UNAUTHORISED",
    });
    expect(server.deliveries()).toBe(1);
  });

  it("to the other world is refused, and so is one that is too large", async () => {
    const { sink } = await start({ environment: "live" });
    const refusal = { kind: "refused", code: "SINK_REQUEST_INVALID" };
    expect(await sink.deliver(batchOf(recordOf(1)))).toEqual(refusal);
    const { sink: other } = await start();
    const many = Array.from({ length: 257 }, (_, index) => recordOf(index + 1));
    expect(await other.deliver(batchOf(...many))).toEqual(refusal);
  });

  it("goes to https: addresses only", () => {
    const make = () =>
      createSettlementSink({
        http: createHttp({ clock }),
        log: createFakeLog(),
        baseUrl: "http://127.0.0.1:1",
        readToken: () => TOKEN,
        environment: "sandbox",
        deadlineMs: 1,
      });
    try {
      make();
      expect.unreachable();
    } catch (error) {
      expect(isFailure(error, "SINK_URL_INVALID")).toBe(true);
    }
  });
});
