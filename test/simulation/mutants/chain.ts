/** Bugs while what is owed goes back on the chain: a second transaction, or one that is believed too soon. */
import { sat } from "../../../main/domain/money.ts";
import { refused } from "../../../main/domain/outcome.ts";
import { stepPay } from "../../../main/domain/pay.ts";
import type { Publishing } from "../../../main/domain/send.ts";
import type { PaySwap, Refunding } from "../../../main/domain/swap.ts";
import type { ChainSend } from "../../../main/ports/chain-send.ts";
import type { StepCommit } from "../../../main/ports/journal.ts";
import type { Catching, Mutant } from "./mutant.ts";

const withChain = (
  name: string,
  catching: Catching,
  bug: (chain: ChainSend) => Partial<ChainSend>,
): Mutant => ({
  name,
  ...catching,
  engine: (shipped) => {
    const { send } = shipped;
    if (send === null || send === undefined || send.chain === null) return shipped;
    const { chain } = send;
    return { ...shipped, send: { ...send, chain: { ...chain, ...bug(chain) } } };
  },
});

const isPublishing = (swap: PaySwap): swap is Refunding & { readonly send: Publishing } =>
  swap.kind === "refunding" && swap.send.kind === "publishing";

/** As if nothing had been signed. */
const madeAnew: Mutant = {
  name: "another transaction after a power cut",
  within: 22_000,
  rules: ["RF1", "RF3"],
  engine: (shipped) => ({
    ...shipped,
    step: (swap, event, policy) => {
      if (event.kind !== "recovered" || !isPublishing(swap)) return stepPay(swap, event, policy);
      const { address, amountSat, maxFeeSat, startedAtMs } = swap.send;
      const begun = { address, amountSat, maxFeeSat, startedAtMs };
      return stepPay({ ...swap, send: { kind: "preparing", ...begun } }, event, policy);
    },
  }),
};

const silenceIsNo = withChain(
  "no answer to a transaction is taken for no",
  { within: 1_500, rules: ["RF1", "RF3"] },
  (chain) => ({
    publishTransaction: async (transaction) => {
      const outcome = await chain.publishTransaction(transaction);
      return outcome.kind === "unknown" ? refused("CHAIN_TX_CONFLICT") : outcome;
    },
  }),
);

const missingIsGone = withChain(
  "a transaction that was dropped is given up",
  { within: 6_000, rules: ["RF1", "RF3"] },
  (chain) => {
    const dropped = new Set<string>();
    return {
      lookUpTransaction: async (txid) => {
        const outcome = await chain.lookUpTransaction(txid);
        if (outcome.kind === "done" && outcome.value.kind === "missing") dropped.add(txid);
        return outcome;
      },
      publishTransaction: async (transaction) =>
        dropped.has(transaction.txid)
          ? refused("CHAIN_TX_CONFLICT")
          : chain.publishTransaction(transaction),
    };
  },
);

const outIsEnough: Mutant = {
  name: "out is taken for confirmed",
  within: 250,
  rules: ["RF3"],
  engine: (shipped) => ({
    ...shipped,
    step: (swap, event, policy) =>
      stepPay(
        swap,
        event.kind === "transaction-seen" ? { ...event, confirmations: 9 } : event,
        policy,
      ),
  }),
};

const feeIsForgotten: Mutant = {
  name: "the fee of a transaction is not booked",
  within: 250,
  rules: ["RF3"],
  engine: (shipped) => ({
    ...shipped,
    step: (swap, event, policy) => {
      if (event.kind !== "transaction-prepared") return stepPay(swap, event, policy);
      const transaction = { ...event.transaction, feeSat: sat(0n) };
      return stepPay(swap, { ...event, transaction }, policy);
    },
  }),
};

const publishedBeforeTheCommit: Mutant = {
  name: "published before it is on disk",
  within: 250,
  rules: ["RF2"],
  engine: (shipped) => {
    const { journal, send } = shipped;
    const publishAtOnce = ({ swap, queued }: StepCommit): void => {
      if (!isPublishing(swap) || queued.length === 0) return;
      const label = `satriel refund ${swap.id}`;
      void send?.chain?.publishTransaction({ ...swap.send.transaction, label });
    };
    return {
      ...shipped,
      journal: {
        ...journal,
        writeAll: (group) => {
          for (const write of group) if (write.kind === "step") publishAtOnce(write.step);
          return journal.writeAll(group);
        },
      },
    };
  },
};

const anyFee: Mutant = {
  name: "a transaction may cost ten times its cap",
  within: 250,
  rules: ["I10"],
  engine: (shipped) => ({
    ...shipped,
    step: (swap, event, policy) => {
      const { send } = policy;
      if (send.chain === null) return stepPay(swap, event, policy);
      const chain = { ...send.chain, maxFeeSat: sat(send.chain.maxFeeSat * 10n) };
      return stepPay(swap, event, { ...policy, send: { ...send, chain } });
    },
  }),
};

export const CHAIN_MUTANTS: readonly Mutant[] = [
  madeAnew,
  silenceIsNo,
  missingIsGone,
  outIsEnough,
  feeIsForgotten,
  publishedBeforeTheCommit,
  anyFee,
];
