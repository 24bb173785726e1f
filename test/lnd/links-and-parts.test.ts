/**
 * Payments in parts, payments over several channels, several terminals on one node, and wires between
 * terminal and node that swallow what they are given: over a real LND.
 */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTcpRelay, type TcpRelay } from "../adapters/lnd/tcp-relay.ts";
import { openInvoice } from "../support/crash-bench.ts";
import type { TerminalProcess } from "../support/terminal-process.ts";
import { until } from "./harness/daemons.ts";
import type { Lnd } from "./harness/node.ts";
import { createPayBench, type PayBench, type PayBenchOptions } from "./harness/pay-bench.ts";
import { pay, type PaymentEnd, sendPart, spendableMsat } from "./harness/payer.ts";
import { startSimnet, type Simnet } from "./harness/simnet.ts";

/** After this LND gives back the parts of a set that did not become whole. */
const SET_HOLD_MS = 120_000;
const WHOLE_MSAT = 10_000_000n;

interface Incomplete {
  readonly preimage: Buffer;
  readonly request: string;
  readonly sentAtMs: number;
  readonly end: Promise<{ readonly payment: PaymentEnd; readonly atMs: number }>;
}

let simnet: Simnet;
let incomplete: Incomplete;

/** An invoice of the node's own, and 40 % of it on its way: it comes back while the other tests run. */
const sendIncomplete = async (): Promise<Incomplete> => {
  const { payee, payer } = simnet;
  const preimage = randomBytes(32);
  const { payment_request: request } = (await payee.rpc.call("invoices.AddHoldInvoice", {
    hash: createHash("sha256").update(preimage).digest(),
    value_msat: WHOLE_MSAT.toString(),
    cltv_expiry: "144",
  })) as { readonly payment_request: string };
  const sentAtMs = performance.now();
  const end = sendPart(payer, request, 4_000_000n).then((payment) => ({
    payment,
    atMs: performance.now(),
  }));
  // Awaited by the last test: whatever ends the network sooner is told elsewhere.
  end.catch(() => undefined);
  return { preimage, request, sentAtMs, end };
};

beforeAll(async () => {
  simnet = await startSimnet();
  incomplete = await sendIncomplete();
});
afterAll(async () => {
  await simnet.close();
});

const withBench = async (
  run: (bench: PayBench) => Promise<void>,
  options?: PayBenchOptions,
): Promise<void> => {
  const bench = await createPayBench(simnet, options);
  try {
    await run(bench);
  } finally {
    await bench.close();
  }
};

/** A terminal that reaches its node over a wire of ours. */
const withWire = async (run: (bench: PayBench, wire: TcpRelay) => Promise<void>): Promise<void> => {
  const wire = await createTcpRelay(Number(simnet.payee.socket.split(":")[1]));
  try {
    await withBench(async (bench) => run(bench, wire), { via: wire.socket });
  } finally {
    wire.close();
  }
};

const lightningIs = async (terminal: TerminalProcess, health: "up" | "down") =>
  terminal.until(({ links }) => links.lightning === health, `the node's link is ${health}`);

describe("a wire that swallows what it is given", () => {
  it("while the payment arrives: it is found held once the wire is back, and finished (F4)", async () =>
    withWire(async (bench, wire) => {
      const terminal = await bench.start();
      await openInvoice(terminal);
      wire.blackHole();
      const end = bench.pay(terminal);
      await bench.heldByNode();
      await lightningIs(terminal, "down");
      expect(bench.world.rail.credits()).toEqual([]);
      wire.heal();
      await terminal.untilStage("paid");
      expect(await end).toMatchObject({ isPaid: true });
      await bench.endRightly("paid");
    }));

  it("while it is held: no payout begins before the node tells again how many blocks are left", async () =>
    withWire(async (bench, wire) => {
      const { rail } = bench.world;
      const terminal = await bench.start();
      await openInvoice(terminal);
      rail.setFault("down", "sticky");
      const end = bench.pay(terminal);
      await terminal.untilStage("payout-unknown");
      const { payoutKey } = bench.swap();
      wire.blackHole();
      await lightningIs(terminal, "down");
      rail.setFault("none");
      // The bank does not know the order, so it would be sent again, were the height known.
      await until("the node is asked in vain before the order is sent again", () =>
        /"query-payout","result":"again","code":"LND_/.test(terminal.log()) ? true : null,
      );
      expect(rail.attemptsOf(payoutKey)).toBe(0);
      expect(await bench.invoiceState()).toBe("ACCEPTED");
      wire.heal();
      await terminal.untilStage("paid");
      expect(rail.attemptsOf(payoutKey)).toBe(1);
      expect(await end).toMatchObject({ isPaid: true });
      await bench.endRightly("paid");
    }));

  it("while it is held and paid out: the bitcoin is claimed once the wire is back", async () =>
    withWire(async (bench, wire) => {
      const { rail } = bench.world;
      rail.setFault("timeout-but-happens");
      const terminal = await bench.start();
      await openInvoice(terminal);
      const end = bench.pay(terminal);
      await until("the bank has paid", () => (rail.credits().length === 1 ? true : null));
      wire.blackHole();
      await terminal.untilStage("settling");
      await lightningIs(terminal, "down");
      expect(await bench.invoiceState()).toBe("ACCEPTED");
      wire.heal();
      await terminal.untilStage("paid");
      expect(await end).toMatchObject({ isPaid: true });
      await bench.endRightly("paid");
    }));

  it("while it is claimed: the node settles, its answer is lost, and it is booked once (F12)", async () =>
    withWire(async (bench, wire) => {
      const { rail } = bench.world;
      rail.setFault("timeout-but-happens");
      const terminal = await bench.start();
      await openInvoice(terminal);
      const end = bench.pay(terminal);
      await until("the bank has paid", () => (rail.credits().length === 1 ? true : null));
      wire.loseAnswers();
      expect(await end).toMatchObject({ isPaid: true });
      expect(await bench.invoiceState()).toBe("SETTLED");
      await lightningIs(terminal, "down");
      await terminal.untilStage("settling");
      wire.heal();
      await terminal.untilStage("paid");
      await bench.endRightly("paid");
    }));
});

describe("two terminals on one node", () => {
  it("each hear of their own payment, and of no other", async () =>
    withBench(async (one) =>
      withBench(async (other) => {
        const terminals = [await one.start(), await other.start()] as const;
        await Promise.all(terminals.map(async (terminal) => openInvoice(terminal)));
        one.world.rail.setFault("refused");
        const ends = [one.pay(terminals[0]), other.pay(terminals[1])] as const;
        await Promise.all([terminals[0].untilStage("returned"), terminals[1].untilStage("paid")]);
        expect(await ends[0]).toMatchObject({ isPaid: false });
        expect(await ends[1]).toMatchObject({ isPaid: true });
        expect(await one.invoiceState()).toBe("CANCELED");
        expect(await other.invoiceState()).toBe("SETTLED");
        await one.endRightly("returned");
        await other.endRightly("paid");
      }),
    ));
});

describe("a payment in parts", () => {
  /** In riel; more than one of the two channels below can carry. */
  const LARGE = "1000000";
  const NARROW = { capacitySat: 300_000n, pushedSat: 0n };

  it("over two channels is held and taken as one", async () => {
    const tourist: Lnd = await simnet.addNode("tourist");
    await simnet.openChannel(tourist, simnet.payee, NARROW);
    await simnet.openChannel(tourist, simnet.payee, NARROW);
    await withBench(async (bench) => {
      const terminal = await bench.start();
      await openInvoice(terminal, LARGE);
      const { invoiceMsat } = bench.swap().quote;
      expect(invoiceMsat).toBeGreaterThan(NARROW.capacitySat * 1_000n);
      const before = await spendableMsat(tourist);
      const end = await pay(tourist, bench.request(terminal), { maxPartMsat: invoiceMsat });
      expect(end).toMatchObject({ isPaid: true, reason: null });
      expect(end.parts).toBeGreaterThanOrEqual(2);
      await terminal.untilStage("paid");
      await bench.endRightly("paid");
      await until("the tourist has that much less", async () =>
        (await spendableMsat(tourist)) === before - invoiceMsat ? true : null,
      );
    });
  });

  it("of which one never comes is no payment: it goes back when the price is over (F7)", async () =>
    withBench(
      async (bench) => {
        const terminal = await bench.start();
        await openInvoice(terminal);
        const { invoiceMsat } = bench.swap().quote;
        const end = await sendPart(simnet.payer, bench.request(terminal), invoiceMsat / 2n);
        expect(end).toMatchObject({ isPaid: false });
        await terminal.untilStage("expired");
        expect(await bench.invoiceState()).toBe("CANCELED");
        expect(bench.world.rail.credits()).toEqual([]);
        await bench.endRightly("expired");
      },
      { quoteTtlMs: 10_000 },
    ));

  it(
    "of which one never comes is given back by LND after two minutes, and can be made again",
    async () => {
      const { payee, payer } = simnet;
      const { payment, atMs } = await incomplete.end;
      expect(payment).toMatchObject({ isPaid: false, reason: "MPP_TIMEOUT" });
      expect(atMs - incomplete.sentAtMs).toBeGreaterThanOrEqual(SET_HOLD_MS - 1_000);
      expect(atMs - incomplete.sentAtMs).toBeLessThan(SET_HOLD_MS + 30_000);
      const end = pay(payer, incomplete.request);
      const r_hash = createHash("sha256").update(incomplete.preimage).digest();
      await until("the whole is held", async () => {
        const { state } = (await payee.rpc.call("lightning.LookupInvoice", { r_hash })) as {
          readonly state: string;
        };
        return state === "ACCEPTED" ? true : null;
      });
      await payee.rpc.call("invoices.SettleInvoice", { preimage: incomplete.preimage });
      expect(await end).toMatchObject({ isPaid: true, parts: 1 });
    },
    SET_HOLD_MS + 60_000,
  );
});
