/**
 * The node's condition as one value: what it tells of itself, and what that means for payments.
 * A pure judgement; the cashier's screen and the doctor say the same from it.
 */
import { type Msat, msat } from "../../domain/money.ts";
import { type NodeRules, releaseRefusal } from "../../domain/node-release.ts";
import type { NodeInfo } from "../../ports/lightning.ts";
import type { LinkHealth } from "./health.ts";
import { chainView } from "./what-works.ts";

/** What is known of the node. */
export interface NodeSight {
  readonly link: LinkHealth;
  /** What it told last, and when; null before its first answer. */
  readonly told: { readonly info: NodeInfo; readonly atMs: number } | null;
  /** Channels whose close is not over; null when no macaroon of the terminal's permits the question. */
  readonly closingChannels: number | null;
}

/** What the smallest and the largest payment that may be taken come to at the price of now. */
export interface PaymentSpan {
  readonly leastMsat: Msat;
  readonly mostMsat: Msat;
}

/** What a node is judged by. */
export interface NodeMeasure {
  readonly rules: NodeRules;
  /** Null while there is no price. */
  readonly span: PaymentSpan | null;
  readonly nowMs: number;
}

/** Why no payment can be taken through the node, the gravest first. */
const STOPPING = [
  "NODE_UNREACHABLE",
  "NODE_TOO_OLD",
  "NODE_HOLDS_TOO_SHORT",
  "NODE_NOT_SYNCED",
  "NODE_STALE_TIP",
  // No channel is open, or the peer of each is away.
  "NODE_NO_CHANNEL",
  // Not even the smallest payment fits.
  "NODE_INBOUND_NONE",
] as const;
type Unusable = (typeof STOPPING)[number];

/** What narrows it, or will if nobody does anything. */
type Limited =
  /** The largest payment that may be taken does not fit. */
  | "NODE_INBOUND_LOW"
  | "NODE_SLOW"
  /** Payments out may find no way. */
  | "NODE_GRAPH_BEHIND"
  /** The peer of a channel is away, so that nothing moves in it. */
  | "NODE_CHANNELS_INACTIVE"
  | "NODE_CHANNEL_CLOSING";

/** Stable codes with words on the screen and in the doctor. */
export type NodeReason = Unusable | Limited;

/** True for a reason for which no payment is taken; the others narrow it. */
export const stopsPayments = (reason: NodeReason): reason is Unusable =>
  (STOPPING as readonly NodeReason[]).includes(reason);

/** `unknown`: it was not asked yet. */
export interface NodeHealth {
  readonly verdict: "good" | "limited" | "unusable" | "unknown";
  /** The gravest first. */
  readonly reasons: readonly NodeReason[];
}

/** What must be able to come in for an invoice: one per cent more, for reserves and fees of channels. */
export const inboundNeeded = (invoiceMsat: Msat): Msat => msat((invoiceMsat * 101n) / 100n);

type Row<Reason> = readonly [reason: Reason, isSo: boolean];

const saidBy = <Reason>(rows: readonly Row<Reason>[]): readonly Reason[] =>
  rows.filter(([, isSo]) => isSo).map(([reason]) => reason);

const unusable = (info: NodeInfo, { rules, span, nowMs }: NodeMeasure): readonly Unusable[] => {
  const chain = chainView(info, nowMs);
  const refusal = releaseRefusal(info.version, rules);
  const least = span === null ? 1n : inboundNeeded(span.leastMsat);
  const hasChannel = info.activeChannels > 0;
  return [
    ...(refusal === null ? [] : [refusal]),
    ...saidBy<Unusable>([
      ["NODE_NOT_SYNCED", chain === "behind"],
      ["NODE_STALE_TIP", chain === "stale"],
      ["NODE_NO_CHANNEL", !hasChannel],
      ["NODE_INBOUND_NONE", hasChannel && info.inboundMsat < least],
    ]),
  ];
};

const limited = (
  info: NodeInfo,
  { link, closingChannels }: NodeSight,
  { span }: NodeMeasure,
): readonly Limited[] =>
  saidBy<Limited>([
    ["NODE_INBOUND_LOW", span !== null && info.inboundMsat < inboundNeeded(span.mostMsat)],
    ["NODE_SLOW", link === "slow"],
    ["NODE_GRAPH_BEHIND", info.syncedToGraph === false],
    ["NODE_CHANNELS_INACTIVE", (info.inactiveChannels ?? 0) > 0],
    ["NODE_CHANNEL_CLOSING", (closingChannels ?? 0) > 0],
  ]);

/** Judge the node. What it told before it fell silent is of before: only the silence counts then. */
export const judgeNode = (sight: NodeSight, measure: NodeMeasure): NodeHealth => {
  if (sight.link === "down") return { verdict: "unusable", reasons: ["NODE_UNREACHABLE"] };
  if (sight.told === null) return { verdict: "unknown", reasons: [] };
  const { info } = sight.told;
  const gravest = unusable(info, measure);
  // Who has no room at all need not hear that there is little.
  const rest = limited(info, sight, measure).filter(
    (reason) => reason !== "NODE_INBOUND_LOW" || gravest.length === 0,
  );
  const narrowed = rest.length === 0 ? "good" : "limited";
  const verdict = gravest.length === 0 ? narrowed : "unusable";
  return { verdict, reasons: [...gravest, ...rest] };
};
