import { describe, expect, it } from "vitest";

import type { HttpReply } from "../../../main/adapters/http.ts";
import * as wire from "../../../main/adapters/rail/wire.ts";
import { parseFiat } from "../../../main/domain/money.ts";
import type { RailFault } from "../../../sandbox/rail/faults.ts";
import { isObject, type Json, type JsonObject } from "../../support/json-schema.ts";
import { everyObject, openDocument, sorted } from "../../support/openapi-document.ts";
import type { Exchange, World } from "./support.ts";
import { key, makeOrder, SHOP_KHQR, useWorld } from "./support.ts";

const { bodyFaults, lookUp, openapi, operations, resolve, resolveTop, schemaOf, strictFaults } =
  openDocument("payout-rail");

describe("the document", () => {
  it("is OpenAPI 3.1 with the five calls", () => {
    expect(openapi["openapi"]).toBe("3.1.0");
    expect(operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "put /v1/payouts/{key}",
      "get /v1/payouts/{key}",
      "get /v1/payouts",
      "post /v1/accounts/lookup",
      "get /v1/float/{currency}",
    ]);
  });

  it("has a target for each reference", () => {
    const references = [...everyObject(openapi, "#")].flatMap(([, object]) =>
      typeof object["$ref"] === "string" ? [object["$ref"]] : [],
    );
    expect(references.length).toBeGreaterThan(50);
    for (const reference of references) expect(lookUp(reference)).toBeTypeOf("object");
  });

  it("describes each answer of each call, and declares each parameter of each path", () => {
    for (const { path, operation } of operations) {
      const answers = operation["responses"] as JsonObject;
      for (const answer of Object.values(answers)) {
        const described = resolveTop(answer);
        expect(described["description"]).toBeTypeOf("string");
        expect(described["content"]).toBeTypeOf("object");
      }
      expect(Object.keys(answers)).toEqual(
        expect.arrayContaining(["200", "401", "429", "500", "503"]),
      );
      const declared = [lookUp(`#/paths/${path.replaceAll("/", "~1")}`)["parameters"] as Json]
        .flat()
        .map((parameter) => resolveTop(parameter)["name"]);
      for (const [, name] of path.matchAll(/\{(\w+)\}/g)) expect(declared).toContain(name);
      expect(declared).toContain("Rail-Environment");
    }
  });

  it("requires only properties that it describes, and each schema's examples are valid", () => {
    let examples = 0;
    for (const [name, schema] of Object.entries(lookUp("#/components/schemas"))) {
      if (!isObject(schema)) throw new Error(`${name} is not a schema`);
      const { required = [], properties = {} } = schema;
      expect(Object.keys(properties as JsonObject)).toEqual(
        expect.arrayContaining(required as string[]),
      );
      for (const example of (schema["examples"] ?? []) as readonly Json[]) {
        examples += 1;
        expect(strictFaults(schema, example), name).toEqual([]);
      }
    }
    expect(examples).toBeGreaterThan(8);
  });
});

describe("the adapter's schemas", () => {
  it.each([
    ["PayoutOrder", wire.payoutOrderSchema],
    ["AccountQuestion", wire.accountQuestionSchema],
    ["Error", wire.errorSchema],
    ["NotFoundYet", wire.notFoundYetSchema],
    ["PaidPayout", wire.paidPayoutSchema],
    ["FailedPayout", wire.failedPayoutSchema],
    ["PendingPayout", wire.pendingPayoutSchema],
    ["Payout", wire.payoutSchema],
    ["Account", wire.accountSchema],
    ["Float", wire.floatSchema],
    ["StatementLine", wire.statementLineSchema],
    ["StatementPage", wire.statementPageSchema],
  ])("say of %s what the document says", (name, schema) => {
    const ours = resolve(schema.toJSONSchema({ io: "input" }) as Json, false);
    expect(sorted(ours)).toEqual(sorted(resolve(schemaOf(name), false)));
  });
});

const start = useWorld();

/** A conversation that leads the sandbox through every kind of answer it has. */
const converse = async (world: World): Promise<void> => {
  const { server, rail, client, time } = world;
  const faults: readonly RailFault[] = [
    "none",
    "refused",
    "pending-then-paid",
    "late-failed",
    "wrong-amount",
    "in-progress",
    "error-500-but-happens",
    "busy",
    "unavailable",
  ];
  for (const [index, fault] of faults.entries()) {
    server.setFault(fault);
    const order = makeOrder({ key: key(index.toString()), amount: parseFiat("USD", "12.50") });
    await rail.submitPayout(order);
    await rail.queryPayout(order.key);
    time.nowMs += 10_000;
    await rail.submitPayout({ ...order, reference: "another" });
    await rail.queryPayout(order.key);
  }
  await rail.queryPayout(key("f"));
  await rail.submitPayout(makeOrder({ key: key("e"), khqr: "none" }));
  await rail.float("KHR");
  await rail.float("USD");
  const day = { fromMs: time.nowMs - 86_400_000, untilMs: time.nowMs + 1 };
  await rail.statement({ ...day, cursor: null });
  await rail.statement({ ...day, cursor: "not-ours" });
  await rail.lookUpAccount(SHOP_KHQR);
  await rail.lookUpAccount("none");
  for (const status of ["closed", "not-found"] as const) {
    server.setAccount(SHOP_KHQR, { status });
    await rail.lookUpAccount(SHOP_KHQR);
  }
  const stranger = client({ readToken: () => "wrong" });
  await stranger.float("KHR");
  await stranger.statement({ ...day, cursor: null });
  await stranger.lookUpAccount(SHOP_KHQR);
  await stranger.queryPayout(key("a"));
  await stranger.submitPayout(makeOrder());
};

const templateOf = (url: string): string =>
  new URL(url).pathname
    .replace(/^\/v1\/payouts\/.*/, "/v1/payouts/{key}")
    .replace(/^\/v1\/float\/.*/, "/v1/float/{currency}");

/** What one exchange is called in the document: `GET /v1/float/{currency} 200`. */
const callOf = ({ request, answer }: Exchange): string => {
  if (answer.kind !== "answer") throw new Error(`no answer: ${answer.code}`);
  return `${request.method} ${templateOf(request.url)} ${answer.status.toString()}`;
};

const operationOf = ({ request }: Exchange): JsonObject => {
  const found = operations.find(
    ({ method, path }) =>
      method.toUpperCase() === request.method && path === templateOf(request.url),
  );
  if (found === undefined) throw new Error(`the document has no ${request.url}`);
  return found.operation;
};

/** Fails unless the answer has a documented status, its headers and exactly its fields. */
const expectDocumentedAnswer = (exchange: Exchange): void => {
  const call = callOf(exchange);
  const answer = exchange.answer as HttpReply;
  const responses = operationOf(exchange)["responses"] as JsonObject;
  expect(Object.keys(responses), call).toContain(answer.status.toString());
  const reply = resolveTop(responses[answer.status.toString()] ?? null);
  expect(bodyFaults(reply, answer.body), `${call}: ${answer.body}`).toEqual([]);
  for (const [name, header] of Object.entries((reply["headers"] ?? {}) as JsonObject)) {
    const value = answer.headers[name.toLowerCase()];
    const typed = name === "Retry-After" ? Number(value) : (value ?? null);
    const schema = resolveTop(header)["schema"] ?? null;
    expect(strictFaults(schema, typed), `${call}: ${name}`).toEqual([]);
  }
};

describe("what really passes between client and sandbox", () => {
  it("is documented in both directions, and meets every answer the document lists", async () => {
    const world = await start();
    await converse(world);
    for (const exchange of world.exchanges) {
      expectDocumentedAnswer(exchange);
      const { body } = exchange.request;
      if (body === undefined || body.includes('"none"')) continue;
      expect(bodyFaults(operationOf(exchange)["requestBody"], body), body).toEqual([]);
    }
    const seen = new Set(world.exchanges.map(callOf));
    const listed = operations.flatMap(({ method, path, operation }) =>
      Object.keys(operation["responses"] as JsonObject).map(
        (status) => `${method.toUpperCase()} ${path} ${status}`,
      ),
    );
    // The sandbox has no 403, the client's types rule out a malformed currency, and a fault of the
    // link is the same for each call.
    const unseen = listed.filter((call) => !seen.has(call) && !/ (403|429|500|503)$/.test(call));
    expect(unseen).toEqual(["GET /v1/float/{currency} 400"]);
    for (const status of ["429", "500", "503"]) {
      expect(seen).toContain(`PUT /v1/payouts/{key} ${status}`);
    }
  });

  it("meets each state of a payout, in the answers to PUT and to GET", async () => {
    const world = await start();
    await converse(world);
    const states = world.exchanges
      .filter((exchange) => callOf(exchange).endsWith("/{key} 200"))
      .map(({ request, answer }) => {
        const { status } = JSON.parse((answer as HttpReply).body) as { readonly status: string };
        return `${request.method} ${status}`;
      });
    expect([...new Set(states)].sort()).toEqual([
      "GET failed",
      "GET paid",
      "GET pending",
      "PUT failed",
      "PUT paid",
      "PUT pending",
    ]);
  });
});
