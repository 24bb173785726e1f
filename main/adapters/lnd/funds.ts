import { z } from "zod";
import type { NodeFunds } from "../../domain/day-close/funds.ts";
import { type Msat, msat, sat, satToMsat } from "../../domain/money.ts";
import { done, refused, unknown, type Outcome } from "../../domain/outcome.ts";
import type { Answer, Calls } from "./calls.ts";
import { millitokens, toMsat } from "./wire.ts";

const tokens = z
  .int()
  .nonnegative()
  .transform((value): Msat => satToMsat(sat(BigInt(value))));

const channelBalance = z.object({
  channel_balance_mtokens: millitokens.transform(toMsat),
  pending_balance: tokens,
  unsettled_balance_mtokens: millitokens.transform(toMsat),
});
const pendingChannels = z.object({
  pending_channels: z.array(
    z.object({
      is_closing: z.boolean(),
      // Closed by force, and final.
      is_timelocked: z.boolean(),
      // Without one nothing is left to be swept.
      pending_balance: tokens.optional(),
    }),
  ),
});
const chainBalance = z.object({ chain_balance: tokens });
const unconfirmedBalance = z.object({ pending_chain_balance: tokens });

/** What is not in open channels, at one moment. */
type OnChain = Pick<NodeFunds, "waitingMsat" | "closingMsat" | "arrivingMsat" | "chainMsat">;

/** Only of a question that the macaroon is not made for is it certain that no answer will come. */
const fail = (answer: Extract<Answer, { kind: "fault" }>): Outcome<never> =>
  answer.code === "LND_UNAUTHORISED" ? refused(answer.code) : unknown(answer.code);

const read = <T>(schema: z.ZodType<T>, answer: Answer): Outcome<T> => {
  if (answer.kind === "fault") return fail(answer);
  const parsed = schema.safeParse(answer.value);
  return parsed.success ? done(parsed.data) : unknown("LND_ANSWER_INVALID");
};

/** How many channels are being closed. */
export const readClosingChannels = async (calls: Calls): Promise<Outcome<number>> => {
  const answer = await calls.run("getPendingChannels", (node) => node.pendingChannels());
  const pending = read(pendingChannels, answer);
  return pending.kind === "done"
    ? done(pending.value.pending_channels.filter(({ is_closing }) => is_closing).length)
    : pending;
};

const leftIn = (channels: readonly { readonly pending_balance?: Msat | undefined }[]): Msat =>
  msat(channels.reduce((sum, { pending_balance }) => sum + (pending_balance ?? 0n), 0n));

const readOnChain = async (calls: Calls): Promise<Outcome<OnChain>> => {
  const [closing, arriving, chain] = await Promise.all([
    calls.run("getPendingChannels", (node) => node.pendingChannels()),
    calls.run("getPendingChainBalance", (node) => node.unconfirmedBalance()),
    calls.run("getChainBalance", (node) => node.chainBalance()),
  ]);
  const pending = read(pendingChannels, closing);
  if (pending.kind !== "done") return pending;
  const unconfirmed = read(unconfirmedBalance, arriving);
  if (unconfirmed.kind !== "done") return unconfirmed;
  const confirmed = read(chainBalance, chain);
  if (confirmed.kind !== "done") return confirmed;
  const closed = pending.value.pending_channels.filter(({ is_closing }) => is_closing);
  return done({
    waitingMsat: leftIn(closed.filter(({ is_timelocked }) => !is_timelocked)),
    closingMsat: leftIn(closed.filter(({ is_timelocked }) => is_timelocked)),
    arrivingMsat: unconfirmed.value.pending_chain_balance,
    chainMsat: confirmed.value.chain_balance,
  });
};

const isSame = (one: OnChain, other: OnChain): boolean =>
  one.waitingMsat === other.waitingMsat &&
  one.closingMsat === other.closingMsat &&
  one.arrivingMsat === other.arrivingMsat &&
  one.chainMsat === other.chainMsat;

const TRIES = 3;

/**
 * The node's own bitcoin. No call tells all of it, and coins move from one figure to the next while
 * they are asked for: what is on the chain has to be the same before and after the channels were asked.
 */
export const readFunds = async (calls: Calls): Promise<Outcome<NodeFunds>> => {
  let before = await readOnChain(calls);
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (before.kind !== "done") return before;
    const answer = await calls.run("getChannelBalance", (node) => node.balance());
    const channels = read(channelBalance, answer);
    if (channels.kind !== "done") return channels;
    const after = await readOnChain(calls);
    if (after.kind !== "done") return after;
    if (isSame(before.value, after.value)) {
      return done({
        ...after.value,
        channelsMsat: channels.value.channel_balance_mtokens,
        openingMsat: channels.value.pending_balance,
        incomingMsat: channels.value.unsettled_balance_mtokens,
      });
    }
    before = after;
  }
  return unknown("LND_FUNDS_MOVING");
};
