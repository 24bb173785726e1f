import { describe, expect, it } from "vitest";
import { readMacaroon, withCaveat } from "../../../main/adapters/lnd/macaroon.ts";
import { CALLS } from "../../../main/adapters/lnd/permissions.ts";
import { judgeTillMacaroon } from "../../../main/adapters/lnd/till-access.ts";
import {
  createGate,
  MACAROON_CALLS,
  type MacaroonKind,
  macaroonOf,
} from "../../../sandbox/lnd/macaroons.ts";

const KINDS = Object.keys(CALLS) as MacaroonKind[];

const callsIn = (hex: string): readonly string[] | undefined =>
  readMacaroon(Buffer.from(hex, "hex"))?.permissions.map(({ entity, action }) => {
    expect(entity).toBe("uri");
    return action;
  });

describe("the simulated node's macaroons", () => {
  it("are of the kinds that the terminal knows", () => {
    expect(Object.keys(MACAROON_CALLS)).toEqual(KINDS);
  });

  it.each(KINDS)("permit by their own words exactly the calls of %s", (kind) => {
    const calls: readonly string[] = CALLS[kind];
    expect(callsIn(macaroonOf(kind, "7"))).toEqual(calls.toSorted());
  });

  it.each(KINDS)("open to %s its calls and none beyond", (kind) => {
    const good = {
      till: macaroonOf("till", "7"),
      books: macaroonOf("books", "7"),
      payout: macaroonOf("payout", "7"),
      chain: macaroonOf("chain", "7"),
    };
    const gate = createGate(good);
    const calls: readonly string[] = CALLS[kind];
    for (const path of [...Object.values(CALLS).flat(), "/lnrpc.Lightning/SendCoins"]) {
      const words = calls.includes(path) ? null : "permission denied";
      expect([path, gate.judge([good[kind]], path)]).toEqual([path, words]);
    }
  });

  it("are whole: a caveat can be added, and each seed and kind has bytes of its own", () => {
    const till = Buffer.from(macaroonOf("till", "7"), "hex");
    const narrowed = readMacaroon(withCaveat(till, "ipaddr 192.0.2.7"));
    expect(narrowed).toMatchObject({ rootKeyId: "1", caveats: ["ipaddr 192.0.2.7"] });
    const all = ["7", "8"].flatMap((seed) => KINDS.map((kind) => macaroonOf(kind, seed)));
    expect(new Set(all).size).toBe(2 * KINDS.length);
    expect(macaroonOf("till", "7")).toBe(till.toString("hex"));
  });

  it("give the till what a live terminal takes", () => {
    expect(judgeTillMacaroon(macaroonOf("till", "7"))).toEqual({ kind: "fitting" });
    expect(judgeTillMacaroon(macaroonOf("payout", "7")).kind).toBe("too-strong");
  });
});
