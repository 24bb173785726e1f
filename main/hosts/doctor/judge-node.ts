/** What is to be said of the node: pure, over what was gathered. */
import { judgeNode, type NodeSight, stopsPayments } from "../../app/health/node-health.ts";
import { formatSats } from "../../domain/money.ts";
import { holdExpiryBlocks } from "../../domain/node-release.ts";
import type { Finding } from "./facts.ts";
import type { CertificateFact, MacaroonFact, NodeFacts } from "./node-facts.ts";
import { FAULT_WORDS, OTHER_FAULT, REASON_WORDS } from "./node-words.ts";

const DAY_MS = 86_400_000;
/** Less than this left is told, so that nobody is surprised. */
const SOON_MS = 14 * DAY_MS;

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const orNotTold = (value: number | null): string => value?.toString() ?? "not told";

const mapWord = (isSynced: boolean | null): string => {
  if (isSynced === null) return "not told";
  return isSynced ? "complete" : "not complete";
};

const tipWords = (tipAtMs: number | null, nowMs: number): string =>
  tipAtMs === null ? "" : ` (found ${Math.max(0, Math.floor((nowMs - tipAtMs) / 60_000))} min ago)`;

/** All its figures in a few sentences. The name is its owner's text: its odd characters are escaped. */
const figures = (
  { info }: NonNullable<NodeSight["told"]>,
  closing: number | null,
  nowMs: number,
): string =>
  [
    `${JSON.stringify(info.alias)}, ${info.publicKey.slice(0, 8)}…${info.publicKey.slice(-4)}, LND ${info.version.split(" ")[0] ?? ""}.`,
    `It gives a held payment back ${holdExpiryBlocks(info.version)} blocks before its end.`,
    `Block ${info.height}${tipWords(info.tipAtMs, nowMs)}, ${info.syncedToChain ? "in step with" : "behind"} the chain; map of the network ${mapWord(info.syncedToGraph)}.`,
    `Peers: ${info.peers}; channels: ${info.activeChannels} active, inactive ${orNotTold(info.inactiveChannels)}, ${info.openingChannels} opening, closing ${orNotTold(closing)}.`,
    `It can receive up to ${formatSats(info.inboundMsat)} and send up to ${formatSats(info.outboundMsat)}, over all channels; the largest single one is not told.`,
  ].join(" ");

const judgeAnswer = (facts: NodeFacts, about: string): readonly Finding[] => {
  const { sight, code, rules, nowMs } = facts;
  if (sight.told === null) {
    const [what, act] = FAULT_WORDS.get(code ?? "") ?? OTHER_FAULT;
    return [{ level: "wrong", code: code ?? "NODE_UNREACHABLE", about, what, act }];
  }
  const { reasons } = judgeNode(sight, { rules, span: null, nowMs });
  const what = figures(sight.told, sight.closingChannels, nowMs);
  return [
    { level: "good", code: "NODE_ANSWERS", about, what, act: null },
    ...reasons.map((reason): Finding => {
      const [words, act] = REASON_WORDS[reason];
      return {
        level: stopsPayments(reason) ? "wrong" : "look",
        code: reason,
        about,
        what: words,
        act,
      };
    }),
  ];
};

const REBAKE = "Bake one with `npm run lnd:bake`, and revoke the former.";

const listed = (calls: readonly string[]): string =>
  [...calls.slice(0, 6), ...(calls.length > 6 ? [`and ${calls.length - 6} more`] : [])].join(", ");

const judgeEnd = (goodUntilMs: number | null, nowMs: number): Omit<Finding, "about"> | null => {
  if (goodUntilMs === null || goodUntilMs - nowMs > SOON_MS) return null;
  const isOver = goodUntilMs <= nowMs;
  return {
    level: isOver ? "wrong" : "look",
    code: isOver ? "LND_MACAROON_EXPIRED" : "LND_MACAROON_EXPIRING",
    what: isOver
      ? `It ran out on ${dateOf(goodUntilMs)}.`
      : `It runs out on ${dateOf(goodUntilMs)}.`,
    act: REBAKE,
  };
};

const judgeFit = (
  { fit, kind }: MacaroonFact,
  { isLive, nowMs }: NodeFacts,
): Omit<Finding, "about"> => {
  if (fit === "denied") {
    const what = "This user may not read its file.";
    return {
      level: "wrong",
      code: "LND_MACAROON_DENIED",
      what,
      act: "Ask as the terminal's user.",
    };
  }
  if (fit === "unreadable") {
    const what = "It is none of LND's, so that nobody can say what it permits.";
    return {
      level: isLive ? "wrong" : "look",
      code: "LND_MACAROON_UNREADABLE",
      what,
      act: REBAKE,
    };
  }
  if (fit.excess.length > 0) {
    const what = `It permits more than it is for: ${listed(fit.excess)}.`;
    return { level: isLive ? "wrong" : "look", code: "LND_MACAROON_TOO_STRONG", what, act: REBAKE };
  }
  if (fit.missing.length > 0) {
    const what = `It lacks calls that it is for: ${listed(fit.missing)}.`;
    return {
      level: kind === "till" ? "wrong" : "look",
      code: "LND_MACAROON_TOO_WEAK",
      what,
      act: REBAKE,
    };
  }
  const end = judgeEnd(fit.goodUntilMs, nowMs);
  if (end !== null) return end;
  const until =
    fit.goodUntilMs === null ? "it does not run out by itself" : `until ${dateOf(fit.goodUntilMs)}`;
  return {
    level: "good",
    code: "LND_MACAROON_GOOD",
    what: `It permits what it is for and nothing else; ${until}.`,
    act: null,
  };
};

const NEXT_CERTIFICATE =
  "Put the node's next certificate behind the present one in lnd.tlsCertificateFile before it changes.";

const judgeCertificates = (
  certificates: readonly CertificateFact[] | null,
  nowMs: number,
): Omit<Finding, "about"> => {
  if (certificates === null || certificates.length === 0) {
    const what = "lnd.tlsCertificateFile holds none.";
    return {
      level: "wrong",
      code: "LND_CERTIFICATE_MISSING",
      what,
      act: "Copy the node's tls.cert there.",
    };
  }
  const lastMs = Math.max(...certificates.map(({ notAfterMs }) => notAfterMs));
  if (lastMs <= nowMs) {
    const what = `All of them have run out, the last on ${dateOf(lastMs)}.`;
    return { level: "wrong", code: "LND_CERTIFICATE_EXPIRED", what, act: NEXT_CERTIFICATE };
  }
  const [first] = certificates;
  const hasNext = certificates.length > 1;
  if (!hasNext && lastMs - nowMs <= SOON_MS) {
    const what = `It runs out on ${dateOf(lastMs)}, and no next one is there.`;
    return { level: "look", code: "LND_CERTIFICATE_EXPIRING", what, act: NEXT_CERTIFICATE };
  }
  const next = hasNext
    ? `The next one is there, good until ${dateOf(lastMs)}.`
    : "No next one is there yet.";
  return {
    level: "good",
    code: "LND_CERTIFICATE_GOOD",
    what: `The first that is trusted is good until ${dateOf(first?.notAfterMs ?? lastMs)}. ${next}`,
    act: null,
  };
};

/** The node, what the terminal is let in with, and whom it trusts. */
export const judgeNodeFacts = (facts: NodeFacts): readonly Finding[] => [
  ...judgeAnswer(facts, `node at ${facts.socket}`),
  ...facts.macaroons.map((macaroon): Finding => ({
    about: `${macaroon.kind} macaroon`,
    ...judgeFit(macaroon, facts),
  })),
  { about: "node's certificate", ...judgeCertificates(facts.certificates, facts.nowMs) },
];
