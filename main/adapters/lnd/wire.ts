import { z } from "zod";
import { msat, type Msat } from "../../domain/money.ts";
import type { InvoiceRecord } from "../../domain/day-close/item.ts";
import type { HeldPayment, PaymentHash } from "../../domain/swap.ts";
import type { InvoiceState, NodeInfo } from "../../ports/lightning.ts";

/** Millisatoshi as the library gives them. */
export const millitokens = z.string().regex(/^\d{1,19}$/);
const height = z.int().nonnegative();
const count = z.int().nonnegative();
const moment = z.coerce.date();
const isoTime = z.iso.datetime();

const part = z.object({
  created_at: isoTime,
  is_held: z.boolean(),
  mtokens: millitokens,
  timeout: height,
});

const invoice = z.object({
  id: z.string(),
  is_canceled: z.boolean().optional(),
  is_confirmed: z.boolean(),
  is_held: z.boolean().optional(),
  mtokens: millitokens,
  payments: z.array(part),
  request: z.string().min(1).optional(),
});

const received = z.object({ received_mtokens: millitokens });
const created = z.object({ id: z.string(), request: z.string().min(1) });
const walletInfo = z.object({
  current_block_height: height,
  is_synced_to_chain: z.boolean(),
  latest_block_at: z.string().optional(),
  version: z.string(),
  is_synced_to_graph: z.boolean().nullish(),
  alias: z.string(),
  public_key: z.string().regex(/^0[23][0-9a-f]{64}$/),
  peers_count: count,
  active_channels_count: count,
  inactive_channels_count: count.nullish(),
  pending_channels_count: count,
});
const channelBalance = z.object({
  inbound_mtokens: millitokens,
  channel_balance_mtokens: millitokens,
});
const block = z.object({ height });

/** Of {@link millitokens}. */
export const toMsat = (text: string): Msat => msat(BigInt(text));

/** The library takes points in time as ISO 8601. */
export const toIsoTime = (ms: number): string => moment.parse(ms).toISOString();

const fromIsoTime = (iso: string): number => moment.parse(iso).getTime();

/** An invoice as far as the terminal cares: what it was made for, and how it stands. */
export interface NodeInvoice {
  readonly amountMsat: Msat;
  readonly request: string | null;
  readonly state: InvoiceState;
}

const toHeld = (parts: readonly z.infer<typeof part>[]): HeldPayment | null => {
  const held = parts.filter(({ is_held }) => is_held);
  if (held.length === 0) return null;
  return {
    receivedMsat: msat(held.reduce((sum, { mtokens }) => sum + BigInt(mtokens), 0n)),
    acceptedAtMs: Math.max(...held.map(({ created_at }) => fromIsoTime(created_at))),
    timeoutHeight: Math.min(...held.map(({ timeout }) => timeout)),
  };
};

const toState = (answer: z.infer<typeof invoice>): InvoiceState | null => {
  if (answer.is_confirmed) return { kind: "settled" };
  if (answer.is_canceled === true) return { kind: "cancelled" };
  if (answer.is_held !== true) return { kind: "open" };
  const held = toHeld(answer.payments);
  return held === null ? null : { kind: "held", held };
};

/**
 * An invoice as the library gives it, from a look-up or a subscription; null when it is not one,
 * is another invoice than the one asked for, or is held without a held part.
 */
export const toNodeInvoice = (answer: unknown, hash: PaymentHash): NodeInvoice | null => {
  const parsed = invoice.safeParse(answer);
  if (!parsed.success || parsed.data.id !== hash) return null;
  const state = toState(parsed.data);
  if (state === null) return null;
  const { mtokens, request } = parsed.data;
  return { amountMsat: msat(BigInt(mtokens)), request: request ?? null, state };
};

/**
 * What the node's books say of an invoice; null under the same rule. Only a settled one has received
 * anything: what is held can still go back.
 */
export const toInvoiceRecord = (answer: unknown, hash: PaymentHash): InvoiceRecord | null => {
  const known = toNodeInvoice(answer, hash);
  const parsed = received.safeParse(answer);
  if (known === null || !parsed.success) return null;
  const isSettled = known.state.kind === "settled";
  return {
    state: known.state.kind,
    receivedMsat: msat(isSettled ? BigInt(parsed.data.received_mtokens) : 0n),
  };
};

/** The BOLT 11 text of an invoice just made; null when the answer is of something else. */
export const toRequest = (answer: unknown, hash: PaymentHash): string | null => {
  const parsed = created.safeParse(answer);
  return parsed.success && parsed.data.id === hash ? parsed.data.request : null;
};

/** An instant that cannot be read is one that was not told. */
const tipOf = (iso: string | undefined): number | null => {
  const parsed = moment.safeParse(iso);
  return iso !== undefined && parsed.success ? parsed.data.getTime() : null;
};

/**
 * The node at one moment, from its info and its channel balance; null when either lacks a part.
 * What could come in is the far side's balance of all open channels, reserves and sleeping peers
 * included, and what could go out our side's: the till's macaroon does not reach the list of channels.
 */
export const toNodeInfo = (info: unknown, balance: unknown): NodeInfo | null => {
  const node = walletInfo.safeParse(info);
  const channels = channelBalance.safeParse(balance);
  if (!node.success || !channels.success) return null;
  return {
    version: node.data.version,
    height: node.data.current_block_height,
    syncedToChain: node.data.is_synced_to_chain,
    tipAtMs: tipOf(node.data.latest_block_at),
    inboundMsat: toMsat(channels.data.inbound_mtokens),
    outboundMsat: toMsat(channels.data.channel_balance_mtokens),
    syncedToGraph: node.data.is_synced_to_graph ?? null,
    alias: node.data.alias,
    publicKey: node.data.public_key,
    peers: node.data.peers_count,
    activeChannels: node.data.active_channels_count,
    inactiveChannels: node.data.inactive_channels_count ?? null,
    openingChannels: node.data.pending_channels_count,
  };
};

/** Height of an announced block; null when it is no announcement. */
export const toBlockHeight = (announcement: unknown): number | null => {
  const parsed = block.safeParse(announcement);
  return parsed.success ? parsed.data.height : null;
};
