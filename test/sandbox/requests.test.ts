// The tourist's wallet as a payee: what it asks for is paid by the operator's node, over LND's wire.
import { readFileSync } from "node:fs";
import { authenticatedLndGrpc, payViaPaymentRequest } from "lightning";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RequestView, WorldAction } from "../../sandbox/contract.ts";
import type { World } from "../../sandbox/world.ts";
import { until } from "../hardware/support/clock.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

let rig: WorldRig;
let world: World;

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
});
afterEach(() => rig.remove());

const ask = async (order: Omit<Extract<WorldAction, { kind: "request" }>, "kind"> = {}) => {
  expect(await world.act({ kind: "request", ...order })).toMatchObject({ ok: true });
  return newest();
};

const newest = (): RequestView => {
  const [request] = world.state().wallet.requests;
  if (request === undefined) throw new Error("the wallet asked for nothing");
  return request;
};

/** As any client of LND pays; null when it was paid, else LND's words. */
const pay = async (request: string, more: object = {}): Promise<string | null> => {
  const { socket, tlsCertificateFile, payoutMacaroonFile } = rig.config().lnd;
  const { lnd } = authenticatedLndGrpc({
    socket,
    cert: readFileSync(tlsCertificateFile).toString("hex"),
    macaroon: readFileSync(payoutMacaroonFile ?? "").toString("hex"),
  });
  try {
    await payViaPaymentRequest({ lnd, request, max_fee_mtokens: "5000", ...more });
    return null;
  } catch (error) {
    return Array.isArray(error) ? String(error[1]) : "no answer of LND's";
  }
};

const balance = (): bigint => BigInt(world.state().wallet.balanceMsat);

describe("an invoice of the tourist's wallet", () => {
  it("is paid once, and the balance rises by it once, also over a restart", async () => {
    const before = balance();
    const { request } = await ask({ amountMsat: "12345000" });
    expect(newest()).toMatchObject({ state: "open", valueMsat: "12345000", manner: "takes" });
    expect(await pay(request)).toBeNull();
    expect(await pay(request)).not.toBeNull();
    expect(newest()).toMatchObject({ state: "paid" });
    expect(balance()).toBe(before + 12_345_000n);
    await world.close();
    world = await rig.open();
    expect(newest()).toMatchObject({ state: "paid" });
    expect(balance()).toBe(before + 12_345_000n);
  });

  it("may leave the amount to the payer", async () => {
    const before = balance();
    const { request, valueMsat } = await ask();
    expect(valueMsat).toBe("0");
    expect(await pay(request, { mtokens: "777000" })).toBeNull();
    expect(balance()).toBe(before + 777_000n);
  });

  it.each([
    ["settle", "paid", 9_000_000n],
    ["cancel", "returned", 0n],
  ] as const)("is held until the wallet decides: %s", async (decision, state, received) => {
    const before = balance();
    const { request } = await ask({ amountMsat: "9000000", manner: "holds" });
    const paying = pay(request);
    await until(() => newest().state === "held");
    expect(balance()).toBe(before);
    expect(await world.act({ kind: "decide-request", decision })).toMatchObject({ ok: true });
    expect((await paying) === null).toBe(state === "paid");
    expect(newest().state).toBe(state);
    expect(balance()).toBe(before + received);
    expect(await world.act({ kind: "decide-request", decision })).toMatchObject({
      code: "NOTHING_HELD",
    });
  });

  it("is sent back at once by a wallet that rejects", async () => {
    const { request } = await ask({ amountMsat: "9000000", manner: "rejects" });
    expect(await pay(request)).not.toBeNull();
    expect(newest().state).toBe("returned");
  });

  it("runs out", async () => {
    const { request } = await ask({ amountMsat: "9000000", expirySeconds: 1 });
    await until(() => newest().state === "expired");
    expect(await pay(request)).not.toBeNull();
  });
});

describe("the way to the wallet", () => {
  it.each(["none", "dear"] as const)("%s: nothing arrives, until it is repaired", async (way) => {
    const { request } = await ask({ amountMsat: "30000000" });
    await world.act({ kind: "way-out", way });
    expect(world.state().node.wayOut).toBe(way);
    expect(await pay(request)).toBe("PaymentPathfindingFailedToFindPossibleRoute");
    expect(newest().state).toBe("open");
    await world.act({ kind: "repair" });
    expect(world.state().node.wayOut).toBe("open");
    expect(await pay(request)).toBeNull();
  });
});
