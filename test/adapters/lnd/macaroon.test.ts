import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMacaroon, withCaveat } from "../../../main/adapters/lnd/macaroon.ts";
import { CALLS } from "../../../main/adapters/lnd/permissions.ts";
import { judgeTillMacaroon } from "../../../main/adapters/lnd/till-access.ts";

const bytesOf = (...parts: readonly (number | string | Buffer)[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === "number" ? Buffer.from([part]) : Buffer.from(part))),
  );

const length = (count: number): Buffer =>
  count < 128 ? Buffer.from([count]) : Buffer.from([(count % 128) + 128, Math.floor(count / 128)]);

const part = (type: number, data: Buffer | string): Buffer => {
  const bytes = Buffer.from(data);
  return bytesOf(type, length(bytes.length), bytes);
};

const SIGNATURE = Buffer.alloc(32, 7);

/** A macaroon as LND's bakery writes it, put together by hand. */
const macaroon = (
  operations: readonly (readonly [string, ...string[]])[],
  rootKeyId = "7",
): Buffer => {
  const ops = operations.map(([entity, ...actions]) =>
    part(0x1a, bytesOf(part(0x0a, entity), ...actions.map((action) => part(0x12, action)))),
  );
  const identifier = bytesOf(3, part(0x0a, Buffer.alloc(16, 9)), part(0x12, rootKeyId), ...ops);
  return bytesOf(2, part(1, "lnd"), part(2, identifier), 0, 0, part(6, SIGNATURE));
};

const uris = (calls: readonly string[]) => calls.map((call) => ["uri", call] as const);
const judge = (bytes: Uint8Array) => judgeTillMacaroon(Buffer.from(bytes).toString("hex"));

describe("a macaroon of LND's", () => {
  it("says its root key, its permissions and its caveats", () => {
    const bytes = macaroon(
      [
        ["info", "read", "write"],
        ["uri", "/lnrpc.Lightning/GetInfo"],
      ],
      "42",
    );
    expect(readMacaroon(withCaveat(bytes, "ipaddr 192.0.2.7"))).toEqual({
      rootKeyId: "42",
      permissions: [
        { entity: "info", action: "read" },
        { entity: "info", action: "write" },
        { entity: "uri", action: "/lnrpc.Lightning/GetInfo" },
      ],
      caveats: ["ipaddr 192.0.2.7"],
    });
  });

  it("is signed anew over each caveat, in their order", () => {
    const one = createHmac("sha256", SIGNATURE).update("time-before 2027").digest();
    const two = createHmac("sha256", one).update("ipaddr 192.0.2.7").digest();
    const bytes = withCaveat(withCaveat(macaroon([]), "time-before 2027"), "ipaddr 192.0.2.7");
    expect(Buffer.from(bytes).subarray(-32)).toEqual(two);
    expect(readMacaroon(bytes)?.caveats).toEqual(["time-before 2027", "ipaddr 192.0.2.7"]);
  });

  it("is read whatever the caveat, and never once it is cut or longer", () => {
    const bytes = macaroon(uris(CALLS.till));
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300 }), fc.nat(10_000), (caveat, at) => {
        const whole = Buffer.from(withCaveat(bytes, caveat));
        expect(readMacaroon(whole)?.caveats).toEqual([caveat]);
        expect(readMacaroon(whole.subarray(0, at % whole.length))).toBeNull();
        expect(readMacaroon(Buffer.concat([whole, Buffer.alloc(1)]))).toBeNull();
      }),
    );
  });

  it("is none when the bytes are any", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(["unreadable", "too-strong", "fitting"]).toContain(judge(bytes).kind);
      }),
    );
    expect(judge(Buffer.alloc(0))).toEqual({ kind: "unreadable" });
    expect(judge(Buffer.from("0201036c6e64", "hex"))).toEqual({ kind: "unreadable" });
  });
});

describe("a terminal's macaroon", () => {
  it.each([
    ["a till's calls", uris(CALLS.till)],
    ["and those of the books", uris([...CALLS.till, ...CALLS.books])],
  ])("fits with %s", (_what, operations) => {
    expect(judge(macaroon(operations))).toEqual({ kind: "fitting" });
  });

  it.each([
    [["onchain", "write"], "onchain:write"],
    [["onchain", "read"], "onchain:read"],
    [["offchain", "write"], "offchain:write"],
    [["macaroon", "generate"], "macaroon:generate"],
    [["info", "write"], "info:write"],
    [["peers", "write"], "peers:write"],
    [["signer", "generate"], "signer:generate"],
    [["message", "write"], "message:write"],
    [["address", "write"], "address:write"],
    [["invoices", "write"], "invoices:write"],
    [["uri", "/lnrpc.Lightning/BakeMacaroon"], "/lnrpc.Lightning/BakeMacaroon"],
    [["uri", "/routerrpc.Router/SendPaymentV2"], "/routerrpc.Router/SendPaymentV2"],
  ] as const)("is too strong with %j beside them", (operation, name) => {
    const operations = [...uris(CALLS.till), operation];
    expect(judge(macaroon(operations))).toEqual({ kind: "too-strong", excess: [name] });
  });
});
