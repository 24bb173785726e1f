import { createHash } from "node:crypto";
import {
  authenticatedLndGrpc,
  createHodlInvoice,
  decodePaymentRequest,
  getChannels,
  getWalletInfo,
  type AuthenticatedLnd,
} from "lightning";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCertificate } from "../../../sandbox/certificate.ts";
import { createLndServer, type LndServer } from "../../../sandbox/lnd/server.ts";

const MACAROON = "0201036c6e64";
const hash = createHash("sha256").update("a hash").digest("hex");

let server: LndServer;
let certPem: string;

const clientOf = (macaroon?: string): AuthenticatedLnd =>
  authenticatedLndGrpc({
    socket: server.socket,
    cert: Buffer.from(certPem).toString("hex"),
    ...(macaroon === undefined ? {} : { macaroon }),
  }).lnd;

const detailsOf = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    await call;
  } catch (error) {
    return (error as [number, string, { err?: { code: number; details: string } }])[2].err?.details;
  }
  return "no error";
};

beforeEach(async () => {
  const certificate = await createCertificate(["localhost"]);
  ({ certPem } = certificate);
  server = await createLndServer({
    certificate,
    macaroonHex: MACAROON,
    seed: "server test",
    nowMs: () => Date.now(),
  });
});
afterEach(() => {
  server.close();
});

describe("the library's own client", () => {
  it("makes an invoice and decodes it", async () => {
    const lnd = clientOf(MACAROON);
    const made = await createHodlInvoice({ lnd, id: hash, mtokens: "7000", description: "Tea" });
    expect(await decodePaymentRequest({ lnd, request: made.request })).toMatchObject({
      id: hash,
      mtokens: "7000",
      description: "Tea",
      cltv_delta: 80,
      destination: server.nodeId,
    });
  });

  it("is asked for a macaroon, the right one, and for nothing beyond it", async () => {
    expect(await detailsOf(getWalletInfo({ lnd: clientOf() }))).toBe("expected 1 macaroon, got 0");
    expect(await detailsOf(getWalletInfo({ lnd: clientOf("0202") }))).toMatch(
      /^verification failed: /,
    );
    expect(await detailsOf(getChannels({ lnd: clientOf(MACAROON) }))).toBe("permission denied");
    server.setMacaroon(null);
    expect(await detailsOf(getWalletInfo({ lnd: clientOf(MACAROON) }))).toMatch(
      /^cannot retrieve macaroon: cannot get macaroon: /,
    );
  });

  it("gets the error that was switched on, and then none", async () => {
    const lnd = clientOf(MACAROON);
    server.setFault("GetInfo", { kind: "error", code: 2, details: "wallet locked" });
    expect(await detailsOf(getWalletInfo({ lnd }))).toBe("wallet locked");
    server.setFault("GetInfo", null);
    expect(await detailsOf(getWalletInfo({ lnd }))).toBe("no error");
    expect(server.callCount("GetInfo")).toBe(2);
  });
});

describe("the control side", () => {
  it("tells its state as plain JSON and every change of it", async () => {
    let changes = 0;
    const leave = server.onChange(() => {
      changes += 1;
    });
    await createHodlInvoice({ lnd: clientOf(MACAROON), id: hash, mtokens: "7000" });
    server.pay(hash);
    server.setFault("all", { kind: "slow", delayMs: 5 });
    const heard = changes;
    expect(heard).toBeGreaterThanOrEqual(3);
    const state = server.state();
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    expect(state).toMatchObject({
      running: true,
      height: 850_000,
      faults: { all: { kind: "slow" } },
      invoices: [{ hash, state: "ACCEPTED", valueMsat: "7000" }],
      wallet: { balanceMsat: "2000000000", lockedMsat: "7000", payments: [{ state: "held" }] },
    });
    leave();
    server.mine(1);
    expect(changes).toBe(heard);
  });

  it("keeps its port when it goes away and comes back", async () => {
    const { socket } = server;
    server.stop();
    expect(server.isRunning()).toBe(false);
    expect(server.pay.bind(server, hash)).toThrow("not a payment request");
    await server.start();
    expect(server.socket).toBe(socket);
    expect(await detailsOf(getWalletInfo({ lnd: clientOf(MACAROON) }))).toBe("no error");
  });

  it("has returned what it held for too long before it serves anybody again", async () => {
    await createHodlInvoice({
      lnd: clientOf(MACAROON),
      id: hash,
      mtokens: "7000",
      cltv_delta: 144,
    });
    server.pay(hash);
    server.stop();
    server.mine(129);
    expect(server.invoices()[0]?.state).toBe("ACCEPTED");
    await server.start();
    expect(server.invoices()[0]?.state).toBe("CANCELED");
  });
});
