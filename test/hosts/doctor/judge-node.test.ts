import { describe, expect, it } from "vitest";
import type { MacaroonFit } from "../../../main/adapters/lnd/macaroon-fit.ts";
import { judgeNodeFacts } from "../../../main/hosts/doctor/judge-node.ts";
import type { MacaroonFact, NodeFacts } from "../../../main/hosts/doctor/node-facts.ts";
import { NODE_FACTS } from "../../support/node-facts.ts";
import { HEIGHT, NOW_MS, POLICY } from "../../support/swaps.ts";

const DAY_MS = 86_400_000;
const FIT: MacaroonFit = { excess: [], missing: [], goodUntilMs: null };
const INFO = { ...NODE_FACTS, height: HEIGHT, syncedToChain: true, tipAtMs: NOW_MS - 180_000 };

const GOOD: NodeFacts = {
  socket: "lnd.example:10009",
  isLive: true,
  macaroons: [{ kind: "till", fit: FIT }],
  certificates: [{ notAfterMs: NOW_MS + 300 * DAY_MS }],
  sight: { link: "up", told: { info: INFO, atMs: NOW_MS }, closingChannels: null },
  code: null,
  rules: { oldest: "0.21.2", blocks: POLICY },
  nowMs: NOW_MS,
};

const WELL = ["good NODE_ANSWERS", "good LND_MACAROON_GOOD", "good LND_CERTIFICATE_GOOD"] as const;

const codesOf = (facts: Partial<NodeFacts>): readonly string[] =>
  judgeNodeFacts({ ...GOOD, ...facts }).map(({ level, code }) => `${level} ${code}`);

const told = (change: Partial<typeof INFO>, closingChannels: number | null = 0) => ({
  sight: {
    link: "up" as const,
    told: { info: { ...INFO, ...change }, atMs: NOW_MS },
    closingChannels,
  },
});

describe("the node", () => {
  it("has its figures told in one place", () => {
    const [first] = judgeNodeFacts(GOOD);
    expect(first).toEqual({
      level: "good",
      code: "NODE_ANSWERS",
      about: "node at lnd.example:10009",
      what: [
        '"a node", 02ababab…abab, LND 0.21.3-beta.',
        "It gives a held payment back 18 blocks before its end.",
        `Block ${HEIGHT} (found 3 min ago), in step with the chain; map of the network complete.`,
        "Peers: 3; channels: 2 active, inactive 0, 0 opening, closing not told.",
        "It can receive up to 10,000,000 sats and send up to 2,000,000 sats, over all channels; the largest single one is not told.",
      ].join(" "),
      act: null,
    });
  });

  it.each([
    ["all is well", {}, WELL],
    [
      "two things stop it and one narrows it",
      told({ syncedToChain: false, activeChannels: 0 }, 1),
      [
        WELL[0],
        "wrong NODE_NOT_SYNCED",
        "wrong NODE_NO_CHANNEL",
        "look NODE_CHANNEL_CLOSING",
        ...WELL.slice(1),
      ],
    ],
    [
      "F15: it does not let us in",
      { sight: { link: "down", told: null, closingChannels: null }, code: "LND_UNAUTHORISED" },
      ["wrong LND_UNAUTHORISED", ...WELL.slice(1)],
    ],
  ] as const satisfies readonly (readonly [string, Partial<NodeFacts>, readonly string[]])[])(
    "%s",
    (_, facts, codes) => {
      expect(codesOf(facts)).toEqual(codes);
    },
  );

  it.each([
    ["LND_UNREACHABLE", "Nothing answers at that address."],
    ["LND_TIMEOUT", "Something is there and does not answer in time."],
    [
      "LND_CERTIFICATE_UNTRUSTED",
      "It shows another certificate than the ones in lnd.tlsCertificateFile.",
    ],
    ["LND_NOT_READY", "It has not started whole: its wallet is locked, or it is starting."],
    ["LND_SOMETHING_NEW", "It could not be asked."],
  ])("that ends with %s is told in words, with what to do", (code, what) => {
    const sight = { link: "down", told: null, closingChannels: null } as const;
    const [first] = judgeNodeFacts({ ...GOOD, sight, code });
    expect(first).toMatchObject({ level: "wrong", code, what });
    expect(first?.act).not.toBeNull();
  });
});

describe("what the terminal is let in with", () => {
  const rows: readonly (readonly [string, MacaroonFact, boolean, string])[] = [
    ["fits", { kind: "payout", fit: FIT }, true, "good LND_MACAROON_GOOD"],
    [
      "is too strong",
      { kind: "till", fit: { ...FIT, excess: ["offchain:write"] } },
      true,
      "wrong LND_MACAROON_TOO_STRONG",
    ],
    [
      "is too strong in the sandbox",
      { kind: "books", fit: { ...FIT, excess: ["x"] } },
      false,
      "look LND_MACAROON_TOO_STRONG",
    ],
    [
      "is too weak for a till",
      { kind: "till", fit: { ...FIT, missing: ["x"] } },
      true,
      "wrong LND_MACAROON_TOO_WEAK",
    ],
    [
      "is too weak for the close",
      { kind: "books", fit: { ...FIT, missing: ["x"] } },
      true,
      "look LND_MACAROON_TOO_WEAK",
    ],
    ["cannot be read", { kind: "till", fit: "denied" }, true, "wrong LND_MACAROON_DENIED"],
    ["is none", { kind: "till", fit: "unreadable" }, true, "wrong LND_MACAROON_UNREADABLE"],
    [
      "is none in the sandbox",
      { kind: "till", fit: "unreadable" },
      false,
      "look LND_MACAROON_UNREADABLE",
    ],
    [
      "ran out",
      { kind: "till", fit: { ...FIT, goodUntilMs: NOW_MS } },
      true,
      "wrong LND_MACAROON_EXPIRED",
    ],
    [
      "runs out soon",
      { kind: "till", fit: { ...FIT, goodUntilMs: NOW_MS + 14 * DAY_MS } },
      true,
      "look LND_MACAROON_EXPIRING",
    ],
    [
      "runs out one day",
      { kind: "till", fit: { ...FIT, goodUntilMs: NOW_MS + 15 * DAY_MS } },
      true,
      "good LND_MACAROON_GOOD",
    ],
  ];
  it.each(rows)("%s", (_, macaroon, isLive, code) => {
    expect(codesOf({ macaroons: [macaroon], isLive })[1]).toBe(code);
  });
});

describe("whom it trusts", () => {
  it.each([
    ["one for long", [300], "good LND_CERTIFICATE_GOOD"],
    ["the next one is there", [3, 300], "good LND_CERTIFICATE_GOOD"],
    ["it runs out and there is no next", [14], "look LND_CERTIFICATE_EXPIRING"],
    ["all have run out", [-3, -1], "wrong LND_CERTIFICATE_EXPIRED"],
    ["there is none", [], "wrong LND_CERTIFICATE_MISSING"],
  ])("%s", (_, days, code) => {
    const certificates = days.map((left) => ({ notAfterMs: NOW_MS + left * DAY_MS }));
    expect(codesOf({ certificates }).at(-1)).toBe(code);
  });
});
