import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sat } from "../../../main/domain/money.ts";
import { done, refused, unknown, type Outcome } from "../../../main/domain/outcome.ts";
import type { ChainPayment, LabelledTransaction } from "../../../main/ports/chain-send.ts";
import {
  AMOUNT_SAT,
  chainPaymentOf,
  LEAST_SAT,
  MAINNET_ADDRESSES,
  type ChainNetwork,
} from "./chain-network.ts";
import { known } from "./network.ts";

/** What the terminal relies on in a node that sends on the chain. Runs over any network. */
export const describeChainSend = (name: string, makeNetwork: () => Promise<ChainNetwork>): void => {
  describe(`ChainSend over ${name}`, () => {
    let network: ChainNetwork;
    beforeAll(async () => {
      network = await makeNetwork();
    });
    afterAll(async () => {
      await network.close();
    });
    beforeEach(async () => {
      await network.giveCoin(1_000_000n);
    });

    const prepared = async (payment: ChainPayment): Promise<LabelledTransaction> => {
      const outcome = await known(async () => network.send.prepareTransaction(payment));
      if (outcome.kind !== "done") throw new Error(outcome.code);
      return { ...outcome.value, label: payment.label };
    };
    const publish = async (transaction: LabelledTransaction): Promise<Outcome<null>> =>
      known(async () => network.send.publishTransaction(transaction));
    const stateOf = async (txid: string) => known(async () => network.send.lookUpTransaction(txid));
    const labelled = async (label: string) =>
      (await network.transactions()).filter((one) => one.label === label);
    const refusalOf = async (payment: ChainPayment): Promise<unknown> => {
      const before = await network.leasedSat();
      const outcome = await known(async () => network.send.prepareTransaction(payment));
      expect(await network.leasedSat()).toBe(before);
      return outcome;
    };

    it("sends what the payee is owed, and hears of the confirmations", async () => {
      const address = await network.address();
      const payment = chainPaymentOf(address);
      const transaction = await prepared(payment);
      expect(transaction.feeSat > 0n && transaction.feeSat <= payment.maxFeeSat).toBe(true);
      expect(await stateOf(transaction.txid)).toEqual(done({ kind: "missing" }));
      expect(await publish(transaction)).toEqual(done(null));
      expect(await stateOf(transaction.txid)).toEqual(done({ kind: "unconfirmed" }));
      for (const confirmations of [1, 2]) {
        await network.mine(1);
        expect(await stateOf(transaction.txid)).toEqual(done({ kind: "confirmed", confirmations }));
      }
      expect(await network.receivedSat(address)).toBe(AMOUNT_SAT);
      const { txid, feeSat, label } = transaction;
      expect(await labelled(label)).toEqual([{ txid, feeSat, label, isConfirmed: true }]);
    });

    it("F50: the answer to a payment on the chain is lost: it goes out once, however often it is published", async () => {
      const address = await network.address();
      const transaction = await prepared(chainPaymentOf(address));
      const heal = network.loseAnswers();
      expect(await network.send.publishTransaction(transaction)).toEqual(unknown("LND_TIMEOUT"));
      heal();
      for (let time = 0; time < 2; time += 1) {
        expect(await publish(transaction)).toEqual(done(null));
      }
      await network.mine(1);
      // Confirmed by now.
      expect(await publish(transaction)).toEqual(done(null));
      expect(await labelled(transaction.label)).toHaveLength(1);
      expect(await network.receivedSat(address)).toBe(AMOUNT_SAT);
    });

    it("F50: coins of a preparation whose answer was lost are found and given back by the next", async () => {
      const address = await network.address();
      const payment = chainPaymentOf(address);
      const before = await network.leasedSat();
      await network.fundUnheard(payment);
      const lost = (await network.leasedSat()) - before;
      expect(lost > 0n).toBe(true);
      const transaction = await prepared(payment);
      expect((await network.leasedSat()) - before).toBe(lost);
      expect(await publish(transaction)).toEqual(done(null));
      await network.mine(1);
      expect(await network.receivedSat(address)).toBe(AMOUNT_SAT);
      expect(await labelled(payment.label)).toHaveLength(1);
    });

    it("F50: a restart between signing and publishing: the transaction that was kept goes out", async () => {
      const address = await network.address();
      const kept = await prepared(chainPaymentOf(address));
      await network.restart();
      expect(await stateOf(kept.txid)).toEqual(done({ kind: "missing" }));
      expect(await publish(kept)).toEqual(done(null));
      await network.restart();
      expect(await publish(kept)).toEqual(done(null));
      await network.mine(1);
      expect(await network.receivedSat(address)).toBe(AMOUNT_SAT);
      expect(await labelled(kept.label)).toHaveLength(1);
    });

    it("sends nothing to an address of another network, nor to what is none", async () => {
      const own = await network.address();
      for (const address of [...MAINNET_ADDRESSES, `${own.slice(0, -1)}b`, "", "lnbc1"]) {
        expect(await refusalOf(chainPaymentOf(address))).toEqual(refused("CHAIN_ADDRESS_INVALID"));
      }
    });

    it("sends no less than the minimum", async () => {
      const address = await network.address();
      const amountSat = sat(LEAST_SAT - 1n);
      expect(await refusalOf(chainPaymentOf(address, { amountSat }))).toEqual(
        refused("CHAIN_AMOUNT_TOO_SMALL"),
      );
      await prepared(chainPaymentOf(address, { amountSat: LEAST_SAT }));
    });

    it("has no funds for more than there is", async () => {
      const amountSat = sat(2_100_000_000_000n);
      expect(await refusalOf(chainPaymentOf(await network.address(), { amountSat }))).toEqual(
        refused("CHAIN_NO_FUNDS"),
      );
    });

    it("never costs more than its cap", async () => {
      const address = await network.address();
      expect(await refusalOf(chainPaymentOf(address, { maxFeeSat: sat(1n) }))).toEqual(
        refused("CHAIN_FEE_CAP"),
      );
    });

    it("gives the coins of one that is not wanted back, and once more without harm", async () => {
      const before = await network.leasedSat();
      const transaction = await prepared(chainPaymentOf(await network.address()));
      expect((await network.leasedSat()) > before).toBe(true);
      for (let time = 0; time < 2; time += 1) {
        expect(await known(async () => network.send.releaseTransaction(transaction))).toEqual(
          done(null),
        );
        expect(await network.leasedSat()).toBe(before);
      }
      const other = await prepared(chainPaymentOf(await network.address()));
      const leased = await network.leasedSat();
      await known(async () => network.send.releaseTransaction(transaction));
      expect(await network.leasedSat()).toBe(leased);
      await known(async () => network.send.releaseTransaction(other));
    });

    it("is refused for good once another transaction with its coins is confirmed, and not before", async () => {
      const address = await network.address();
      const transaction = await prepared(chainPaymentOf(address));
      await known(async () => network.send.releaseTransaction(transaction));
      await network.spendAll();
      expect(await network.send.publishTransaction(transaction)).toEqual(
        unknown("CHAIN_INPUTS_SPENT"),
      );
      await network.mine(1);
      expect(await publish(transaction)).toEqual(refused("CHAIN_TX_CONFLICT"));
      expect(await stateOf(transaction.txid)).toEqual(done({ kind: "missing" }));
      expect(await network.receivedSat(address)).toBe(0n);
    });

    it("F51: a stuck transaction is confirmed with a child that keeps to its cap", async () => {
      const address = await network.address();
      const transaction = await prepared(chainPaymentOf(address));
      await publish(transaction);
      const { txid } = transaction;
      const { setFeeRate } = network;
      if (setFeeRate !== null) {
        setFeeRate(20);
        await network.mine(1);
        expect(await stateOf(txid)).toEqual(done({ kind: "unconfirmed" }));
      }
      const before = new Set((await network.transactions()).map((one) => one.txid));
      const bump = async (maxFeeSat: bigint) =>
        known(async () =>
          network.send.bumpFee({ txid, targetBlocks: 2, maxFeeSat: sat(maxFeeSat) }),
        );
      expect(await bump(1n)).toEqual(refused("CHAIN_FEE_CAP"));
      expect(await bump(8_000n)).toEqual(done(null));
      let children: Awaited<ReturnType<typeof network.transactions>> = [];
      while (children.length === 0) {
        children = (await network.transactions()).filter((one) => !before.has(one.txid));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(children).toHaveLength(1);
      const [child] = children;
      expect(child !== undefined && child.feeSat > 0n && child.feeSat <= 8_000n).toBe(true);
      await network.mine(1);
      setFeeRate?.(2);
      expect(await stateOf(txid)).toEqual(done({ kind: "confirmed", confirmations: 1 }));
      expect(await bump(8_000n)).toEqual(done(null));
      expect(await network.receivedSat(address)).toBe(AMOUNT_SAT);
    });

    it("F51: has nothing to raise for a transaction that never went out", async () => {
      const { txid } = await prepared(chainPaymentOf(await network.address()));
      const order = { txid, targetBlocks: 2, maxFeeSat: sat(8_000n) };
      expect(await known(async () => network.send.bumpFee(order))).toEqual(
        refused("CHAIN_TX_MISSING"),
      );
    });
  });
};
