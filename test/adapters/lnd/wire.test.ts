import { describe, expect, it } from "vitest";
import {
  toBlockHeight,
  toIsoTime,
  toNodeInfo,
  toNodeInvoice,
  toRequest,
} from "../../../main/adapters/lnd/wire.ts";
import { secretOf } from "./network.ts";

const { hash } = secretOf("wire");

const part = (change: object = {}): object => ({
  created_at: "2026-11-20T10:00:00.000Z",
  is_held: true,
  mtokens: "1000",
  timeout: 900,
  ...change,
});

const invoice = (change: object = {}): object => ({
  id: hash,
  is_confirmed: false,
  mtokens: "3000",
  payments: [],
  request: "lnbcrt1",
  ...change,
});

describe("toNodeInvoice", () => {
  it.each([
    { change: {}, state: { kind: "open" } },
    { change: { is_confirmed: true }, state: { kind: "settled" } },
    { change: { is_canceled: true }, state: { kind: "cancelled" } },
    // Parts of an incomplete set: the node itself does not call it held.
    { change: { payments: [part()] }, state: { kind: "open" } },
  ])("reads $change", ({ change, state }) => {
    expect(toNodeInvoice(invoice(change), hash)).toEqual({
      amountMsat: 3000n,
      request: "lnbcrt1",
      state,
    });
  });

  it("sums the held parts alone, takes the last arrival and the first time-out", () => {
    const payments = [
      part({ mtokens: "1000", timeout: 950 }),
      part({ mtokens: "2500", timeout: 940, created_at: "2026-11-20T10:00:07.000Z" }),
      part({ mtokens: "9999", timeout: 100, is_held: false, created_at: "2027-01-01T00:00:00Z" }),
    ];
    expect(toNodeInvoice(invoice({ is_held: true, payments }), hash)?.state).toEqual({
      kind: "held",
      held: {
        receivedMsat: 3500n,
        acceptedAtMs: Date.parse("2026-11-20T10:00:07Z"),
        timeoutHeight: 940,
      },
    });
  });

  it.each([
    ["nothing", undefined],
    ["another invoice", invoice({ id: "00".repeat(32) })],
    ["held without a held part", invoice({ is_held: true, payments: [part({ is_held: false })] })],
    ["a fraction", invoice({ mtokens: "1.5" })],
    ["a negative amount", invoice({ mtokens: "-1" })],
    ["a time that is none", invoice({ is_held: true, payments: [part({ created_at: "now" })] })],
    ["a height that is none", invoice({ is_held: true, payments: [part({ timeout: -1 })] })],
    ["no state", invoice({ is_confirmed: undefined })],
  ])("takes %s for no answer", (_what, answer) => {
    expect(toNodeInvoice(answer, hash)).toBeNull();
  });
});

describe("the other answers", () => {
  it("reads the request of the invoice that was ordered, and of no other", () => {
    expect(toRequest({ id: hash, request: "lnbcrt1" }, hash)).toBe("lnbcrt1");
    expect(toRequest({ id: "00".repeat(32), request: "lnbcrt1" }, hash)).toBeNull();
    expect(toRequest({ id: hash, request: "" }, hash)).toBeNull();
  });

  it("reads the node from its info and its balance together", () => {
    const publicKey = `02${"ab".repeat(32)}`;
    const info = {
      current_block_height: 7,
      is_synced_to_chain: true,
      version: "0.21.3",
      alias: "shop",
      public_key: publicKey,
      peers_count: 4,
      active_channels_count: 3,
      pending_channels_count: 1,
    };
    const balance = { inbound_mtokens: "12345678901234", channel_balance_mtokens: "5000" };
    expect(toNodeInfo(info, balance)).toEqual({
      version: "0.21.3",
      height: 7,
      syncedToChain: true,
      tipAtMs: null,
      inboundMsat: 12_345_678_901_234n,
      outboundMsat: 5_000n,
      syncedToGraph: null,
      alias: "shop",
      publicKey,
      peers: 4,
      activeChannels: 3,
      inactiveChannels: null,
      openingChannels: 1,
    });
    expect(
      toNodeInfo({ ...info, is_synced_to_graph: false, inactive_channels_count: 2 }, balance),
    ).toMatchObject({ syncedToGraph: false, inactiveChannels: 2 });
    expect(
      toNodeInfo({ ...info, latest_block_at: "2026-11-23T02:00:00.000Z" }, balance),
    ).toMatchObject({ tipAtMs: Date.UTC(2026, 10, 23, 2) });
    expect(toNodeInfo({ ...info, latest_block_at: "soon" }, balance)).toMatchObject({
      tipAtMs: null,
    });
    expect(toNodeInfo(info, {})).toBeNull();
    expect(toNodeInfo({ ...info, public_key: "ab" }, balance)).toBeNull();
    expect(toNodeInfo({ ...info, peers_count: -1 }, balance)).toBeNull();
    expect(toNodeInfo({ ...info, is_synced_to_chain: "true" }, balance)).toBeNull();
  });

  it("reads block heights and writes points in time", () => {
    expect(toBlockHeight({ height: 9, id: "00" })).toBe(9);
    expect(toBlockHeight({ id: "00" })).toBeNull();
    expect(toIsoTime(0)).toBe("1970-01-01T00:00:00.000Z");
  });
});
