import { array, assert, bigInt, nat, pre, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkFunds,
  type FundsFacts,
  fundsBooks,
  type NodeFunds,
  pendingOf,
  shortfallItem,
  spendableOf,
} from "../../../main/domain/day-close/funds.ts";
import { needsPerson } from "../../../main/domain/day-close/match.ts";
import { msat } from "../../../main/domain/money.ts";
import { DAY, NO_FUNDS, NOON_MS } from "./facts.ts";

type Plain = Partial<Record<keyof NodeFunds, bigint>>;

const nodeOf = (plain: Plain): NodeFunds => ({
  ...NO_FUNDS,
  ...Object.fromEntries(Object.entries(plain).map(([name, amount]) => [name, msat(amount)])),
});

const facts = (
  plain: Plain,
  { owned = 0n, held = 0n, owed = 0n, beside = 0n, tolerance = 0n },
): FundsFacts => ({
  node: nodeOf(plain),
  books: { leastMsat: msat(owned - owed), mostMsat: msat(owned + held) },
  besideMsat: beside,
  toleranceMsat: tolerance,
});

describe("what of a node's bitcoin can be spent", () => {
  it.each([
    ["a channel", { channelsMsat: 7n }, 7n, 0n],
    ["the wallet", { chainMsat: 7n }, 7n, 0n],
    ["a channel closed by force (F20)", { closingMsat: 7n }, 0n, 7n],
    ["the same before its close is final (F20)", { waitingMsat: 7n }, 0n, 7n],
    ["a close by agreement, just sent", { waitingMsat: 7n, arrivingMsat: 7n }, 0n, 7n],
    ["a close by agreement, confirmed and not final", { waitingMsat: 7n, chainMsat: 7n }, 0n, 7n],
    ["the same beside the wallet's own", { waitingMsat: 7n, chainMsat: 10n }, 3n, 7n],
    ["its sweep, in two figures at once (F20)", { closingMsat: 7n, arrivingMsat: 6n }, 0n, 7n],
    ["a channel that is being opened", { openingMsat: 7n }, 0n, 7n],
    ["a deposit", { arrivingMsat: 7n }, 0n, 7n],
    ["a payment on its way, held or kept", { incomingMsat: 7n }, 0n, 0n],
  ] as const)("%s", (_, plain, spendable, pending) => {
    expect(spendableOf(nodeOf(plain))).toBe(spendable);
    expect(pendingOf(nodeOf(plain))).toBe(pending);
  });
});

describe("the books against the node", () => {
  it.each([
    ["has what the books have", { channelsMsat: 10n }, { owned: 10n }, 0n, 0n],
    ["has it on the chain, locked", { closingMsat: 10n }, { owned: 10n }, 0n, 0n],
    ["has money of its operator", { channelsMsat: 15n }, { owned: 10n }, 5n, 0n],
    ["has less", { channelsMsat: 7n }, { owned: 10n }, -3n, 3n],
    [
      "has less than beside the books before",
      { chainMsat: 12n },
      { owned: 10n, beside: 5n },
      2n,
      3n,
    ],
    ["was emptied before", { channelsMsat: 2n }, { owned: 10n, beside: -8n }, -8n, 0n],
    ["lacks no more than fees", { chainMsat: 8n }, { owned: 10n, tolerance: 2n }, 0n, 0n],
    ["lacks a little more than fees", { chainMsat: 7n }, { owned: 10n, tolerance: 2n }, -3n, 3n],
    ["kept what the books have as held", { channelsMsat: 14n }, { owned: 10n, held: 4n }, 0n, 0n],
    ["has what is held not yet", { channelsMsat: 10n }, { owned: 10n, held: 4n }, 0n, 0n],
    ["paid back what is still owed", { channelsMsat: 6n }, { owned: 10n, owed: 4n }, 0n, 0n],
    ["paid back more than is owed", { channelsMsat: 5n }, { owned: 10n, owed: 4n }, -1n, 1n],
    ["has kept it and waits for its peer", { incomingMsat: 10n }, { owned: 10n }, 0n, 0n],
    ["sweeps", { closingMsat: 10n, arrivingMsat: 9n }, { owned: 10n }, 0n, 0n],
    ["closes by agreement", { waitingMsat: 10n, chainMsat: 10n }, { owned: 10n }, 0n, 0n],
  ] as const)("the node %s", (_, plain, books, ...[besideMsat, shortMsat]) => {
    expect(checkFunds(facts(plain, books))).toMatchObject({ besideMsat, shortMsat });
  });

  it.each([
    ["a sweep", { closingMsat: 10n, arrivingMsat: 10n }],
    ["a sweep, confirmed a moment ago", { closingMsat: 10n, chainMsat: 10n }],
    ["a close by agreement", { waitingMsat: 10n, arrivingMsat: 10n }],
    ["a close by agreement that is not final", { waitingMsat: 10n, chainMsat: 10n }],
  ])("does not take %s, in two figures, for money of the operator", (_, twice) => {
    const first = checkFunds(facts(twice, { owned: 10n }));
    const later = { owned: 10n, beside: first.besideMsat };
    expect(checkFunds(facts({ chainMsat: 10n }, later)).shortMsat).toBe(0n);
  });

  it("does not take a payment that was kept meanwhile for money of the operator", () => {
    const early = checkFunds(facts({ channelsMsat: 14n }, { owned: 10n, held: 4n }));
    const later = { owned: 14n, beside: early.besideMsat };
    expect(checkFunds(facts({ channelsMsat: 14n }, later)).shortMsat).toBe(0n);
  });

  it("tells small losses once they come to more than fees, all of them, once", () => {
    const once = checkFunds(facts({ channelsMsat: 8n }, { owned: 10n, tolerance: 3n }));
    const books = { owned: 10n, tolerance: 3n };
    const twice = checkFunds(facts({ channelsMsat: 6n }, { ...books, beside: once.besideMsat }));
    const again = checkFunds(facts({ channelsMsat: 6n }, { ...books, beside: twice.besideMsat }));
    expect([once.shortMsat, twice.shortMsat, again.shortMsat]).toEqual([0n, 4n, 0n]);
  });

  it("tells nothing while takings come in and coins move, and every loss above the tolerance", () => {
    const amount = bigInt({ min: 0n, max: 1_000n });
    const moves = array(tuple(amount, nat(4)), { maxLength: 8 });
    assert(
      property(moves, amount, amount, (takings, own, lost) => {
        const places = ["channelsMsat", "chainMsat", "closingMsat", "openingMsat", "arrivingMsat"];
        let owned = 0n;
        let beside = checkFunds(facts({ channelsMsat: own }, {})).besideMsat;
        for (const [taken, place] of takings) {
          owned += taken;
          const plain = { [places[place] ?? "chainMsat"]: own + owned };
          const check = checkFunds(facts(plain, { owned, beside }));
          expect(check.shortMsat).toBe(0n);
          beside = check.besideMsat;
        }
        const left = own + owned - lost;
        pre(left >= 0n);
        expect(checkFunds(facts({ chainMsat: left }, { owned, beside })).shortMsat).toBe(lost);
      }),
    );
  });
});

describe("what the ledger explains", () => {
  const row = (account: "bitcoin-owned" | "bitcoin-held" | "owed-to-payer", amount: bigint) =>
    ({ account, unit: "msat", amount }) as const;

  it("is least before the node was asked and most after", () => {
    const before = [row("bitcoin-owned", 10n), row("owed-to-payer", -4n), row("bitcoin-held", 3n)];
    const after = [row("bitcoin-owned", 13n), row("owed-to-payer", -4n), row("bitcoin-held", 2n)];
    expect(fundsBooks(before, after)).toEqual({ leastMsat: 6n, mostMsat: 15n });
    expect(fundsBooks([], [])).toEqual({ leastMsat: 0n, mostMsat: 0n });
  });
});

describe("the task of a shortfall", () => {
  const check = checkFunds(facts({ channelsMsat: 7n, closingMsat: 1n }, { owned: 10n }));

  it("says what the node should have, and has", () => {
    const item = shortfallItem(check, NOON_MS);
    expect(item).toMatchObject({ class: "shortfall", here: 10n, there: 8n, day: DAY });
    expect(item !== null && needsPerson(item, DAY)).toBe(true);
  });

  it("is another one each time", () => {
    const subjects = [NOON_MS, NOON_MS + 1].map((atMs) => shortfallItem(check, atMs)?.subject);
    expect(new Set(subjects).size).toBe(2);
  });

  it("is none when nothing is missing", () => {
    expect(shortfallItem(checkFunds(facts({ chainMsat: 10n }, { owned: 10n })), 1)).toBeNull();
  });
});
