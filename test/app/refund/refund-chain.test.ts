/** An owed payment paid back to an address: one transaction, on disk before it goes out, through every fault. */
import { describe, expect, it } from "vitest";
import { sat } from "../../../main/domain/money.ts";
import { SEND_POLICY } from "../../../main/domain/send.ts";
import type { PaySwap, SwapId } from "../../../main/domain/swap.ts";
import { flush } from "../../support/manual-clock.ts";
import { createGate, LOST_ANSWER, LOST_REQUEST } from "../../support/script.ts";
import { HELD } from "../../support/swaps.ts";
import { lead } from "../support/paths.ts";
import { balancesOf, createRig, type Rig, waitingOf } from "../support/rig.ts";

const MINUTE_MS = 60_000;
const ADDRESS = "bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202";
const CHAIN = {
  minSat: sat(1_000n),
  maxFeeSat: sat(5_000n),
  confirmations: 3,
  alarmMs: 86_400_000,
};

/** A terminal that was told to pay an owed payment back to an address. */
const chosen = (
  change: Partial<typeof CHAIN> = {},
  prepare: (rig: Rig) => void = () => undefined,
): { readonly rig: Rig; readonly id: SwapId } => {
  const sending = { ...SEND_POLICY, chain: { ...CHAIN, ...change } };
  const rig = createRig({ unstarted: true, sending });
  const { id } = rig.open().swap;
  lead(rig.engine().loop, rig.journal(), id, "owed");
  rig.engine().start();
  prepare(rig);
  const destination = { kind: "address", address: ADDRESS } as const;
  const atMs = rig.time.clock.nowMs();
  expect(rig.engine().loop.apply(id, { kind: "destination-chosen", destination, atMs }).kind).toBe(
    "committed",
  );
  return { rig, id };
};

const sendOf = (swap: PaySwap): string => (swap.kind === "refunding" ? swap.send.kind : swap.kind);

/** Blocks come, and are seen. */
const confirmed = async (rig: Rig, id: SwapId): Promise<void> => {
  rig.send.confirmations = CHAIN.confirmations;
  for (let minute = 0; minute < 5 && rig.swap(id).kind !== "refunded"; minute += 1) {
    await rig.time.advance(MINUTE_MS);
  }
};

describe("a refund on the chain", () => {
  it("goes out once, counts as paid with its blocks and not before, and the books close", async () => {
    const { rig, id } = chosen();
    await flush();
    expect(rig.send.published).toHaveLength(1);
    rig.send.confirmations = CHAIN.confirmations - 1;
    await rig.time.advance(5 * MINUTE_MS);
    expect(sendOf(rig.swap(id))).toBe("confirming");
    await confirmed(rig, id);
    expect(rig.swap(id)).toMatchObject({
      kind: "refunded",
      refund: { kind: "chain", address: ADDRESS, feeMsat: 310_000n },
    });
    expect(rig.send.published).toHaveLength(1);
    expect(balancesOf(rig.journal()).join()).not.toContain("owed-to-payer");
    expect(waitingOf(rig.journal(), id)).toEqual([]);
  });

  it("has the signed transaction on disk before it is published", async () => {
    const gate = createGate();
    const { rig, id } = chosen({}, ({ send }) => {
      send.script.next("publishTransaction", { kind: "wait", until: gate.until });
    });
    await flush();
    expect(rig.send.published).toEqual([]);
    const before = rig.swap(id);
    expect(sendOf(before)).toBe("publishing");
    rig.powerCut();
    await rig.time.advance(MINUTE_MS);
    const [out, ...others] = rig.send.published;
    expect(others).toEqual([]);
    expect(before).toMatchObject({ send: { transaction: { txid: out?.txid } } });
    await confirmed(rig, id);
    expect(rig.swap(id).kind).toBe("refunded");
  });

  it.each([
    ["prepareTransaction", "answer", LOST_ANSWER],
    ["prepareTransaction", "request", LOST_REQUEST],
    ["publishTransaction", "answer", LOST_ANSWER],
    ["publishTransaction", "request", LOST_REQUEST],
    ["lookUpTransaction", "answer", LOST_ANSWER],
  ] as const)("F50: of %s the %s is lost: one transaction goes out", async (call, _what, fault) => {
    const { rig, id } = chosen({}, ({ send }) => send.script.next(call, fault));
    await rig.time.advance(2 * MINUTE_MS);
    await confirmed(rig, id);
    expect(rig.swap(id).kind).toBe("refunded");
    expect(rig.send.published).toHaveLength(1);
  });

  it("is not published when it would cost more than its cap: the payment is owed as before", async () => {
    const { rig, id } = chosen({ maxFeeSat: sat(309n) });
    await rig.time.advance(MINUTE_MS);
    expect(rig.send.published).toEqual([]);
    expect(rig.swap(id)).toMatchObject({ kind: "owed", refundCode: "CHAIN_FEE_CAP" });
    expect(balancesOf(rig.journal())).toContain(`owed-to-payer msat -${HELD.receivedMsat}`);
  });
});
