/**
 * Storage that says "written" and did not: after a power cut the journal is an earlier one, and
 * nothing tells the terminal so. What it can do alone is never to credit a merchant twice; what is
 * forgotten whole only others can know of: the rail's statement, the back office, the escrow.
 */
import { describe, expect, it } from "vitest";
import { done } from "../../../main/domain/outcome.ts";
import type { PayState } from "../../../main/domain/swap.ts";
import type { EscrowIntent } from "../../../main/ports/escrow.ts";
import { flush } from "../../support/manual-clock.ts";
import { LOST_REQUEST } from "../../support/script.ts";
import { sha256Hex } from "../../support/sha256.ts";
import { HELD } from "../../support/swaps.ts";
import { createRig, type Opened, type RigOptions } from "../support/rig.ts";

type Stage = "quoted" | "awaiting-payment" | "held";

/** A payment that was paid out and claimed, and the journal as it was at `stage`. */
const paidAfter = async (stage: Stage, options: RigOptions = {}) => {
  const rig = createRig(options);
  const { swap } = rig.open();
  const opened: Opened = { id: swap.id, hash: swap.paymentHash, key: swap.payoutKey };
  const quoted = await rig.backUp();
  rig.tell(swap.id, { kind: "quote-confirmed", atMs: rig.time.clock.nowMs() });
  await flush();
  const awaiting = stage === "awaiting-payment" ? await rig.backUp() : quoted;
  // The node does not answer while the terminal looks: the payment stays held.
  rig.node.script.always("nodeInfo", LOST_REQUEST);
  rig.node.pay(opened.hash);
  await flush();
  const kept = stage === "held" ? await rig.backUp() : awaiting;
  rig.node.script.always("nodeInfo", null);
  await rig.time.advance(20_000);
  await flush();
  expect(rig.swap(opened.id).kind).toBe("paid");
  return { rig, opened, kept };
};

describe("F25: storage that lost what it had acknowledged", () => {
  const rows: readonly (readonly [Stage, "settled" | "held", PayState, string | null])[] = [
    ["held", "held", "paid", null],
    ["held", "settled", "paid", null],
    ["awaiting-payment", "held", "paid", null],
    // Nobody knows any more that the merchant was credited: a person looks at the bank's statement.
    ["awaiting-payment", "settled", "awaiting-payment", "settled-elsewhere"],
    // The invoice itself is forgotten: the statement has a credit that the books have not.
    ["quoted", "held", "expired", null],
    ["quoted", "settled", "expired", null],
  ];
  it.each(rows)(
    "back at %s with the node at %s credits nobody twice: %s",
    async (stage, node, end, attention) => {
      const { rig, opened, kept } = await paidAfter(stage);
      if (node === "held") rig.node.set(opened.hash, { kind: "held", held: HELD });
      rig.forget(kept);
      expect(rig.swap(opened.id).kind).toBe(stage);
      await rig.time.advance(120_000);
      expect(rig.swap(opened.id)).toMatchObject({ kind: end, attention });
      expect(rig.rail.credits).toHaveLength(1);
      expect(new Set(rig.rail.submissions.map(({ key }) => key))).toEqual(new Set([opened.key]));
      if (end === "paid") expect(rig.node.state(opened.hash)).toBe("settled");
      expect(rig.journal().balanceCheck()).toEqual([]);
    },
  );

  it.each<Stage>(["quoted", "awaiting-payment", "held"])(
    "back at %s has handed over to the escrow all that is needed to finish without it",
    async (stage) => {
      const intents: EscrowIntent[] = [];
      const { rig, opened, kept } = await paidAfter(stage, {
        escrow: {
          deposit: async (intent) => {
            intents.push(intent);
            return Promise.resolve(done(null));
          },
        },
      });
      rig.forget(kept);
      await rig.time.advance(120_000);
      const [intent] = intents;
      if (intent === undefined) throw new Error("nothing was handed over");
      expect(sha256Hex(intent.preimage)).toBe(opened.hash);
      expect(intent.order.key).toBe(opened.key);
    },
  );
});
