/** A world as people read it: one line for each thing that happened. */
import type { Fact } from "./facts.ts";
import type { Verdict } from "./world.ts";

const short = (hash: string): string => `P-${hash.slice(0, 6)}`;

const time = (atMs: number): string => {
  const seconds = atMs / 1_000;
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours}:${String(minutes).padStart(2, "0")}:${(seconds % 60).toFixed(3).padStart(6, "0")}`;
};

const commit = ({ before, after, step }: Extract<Fact, { kind: "committed" }>): string => {
  const { kind, attention, id } = after.swap;
  const move = before.swap.kind === kind ? kind : `${before.swap.kind} > ${kind}`;
  const flagged = attention === null ? "" : ` [${attention}]`;
  const queued = step.queued.map(({ effect }) => ` +${effect.kind}`).join("");
  return `    ${id.slice(0, 8)} ${step.event.kind}: ${move}${flagged}${queued}`;
};

/** Null for what is not worth a line. */
const lineOf = (fact: Fact): string | null => {
  switch (fact.kind) {
    case "opened":
      return `    ${fact.stored.swap.id.slice(0, 8)} opened: quoted`;
    case "committed":
      return commit(fact);
    case "settle-sent":
      return `  > node: settle ${short(fact.hash)}`;
    case "cancel-sent":
      return `  > node: cancel ${short(fact.hash)}`;
    case "payout-sent":
      return `  > rail: pay ${fact.order.reference}`;
    case "invoice-made":
      return `  < node: invoice ${short(fact.order.paymentHash)} open`;
    case "paid-in":
      return `  < node: ${short(fact.hash)} held until ${fact.held.timeoutHeight}`;
    case "claimed":
      return `  < node: ${short(fact.hash)} SETTLED`;
    case "given-back":
      return `  < node: ${short(fact.hash)} CANCELLED by ${fact.by}`;
    case "credited":
      return `  < rail: ${fact.order.reference} CREDITED`;
    case "payout-failed":
      return `  < rail: ${fact.order.reference} FAILED ${fact.code}`;
    case "escrowed":
      return `  < back office has ${short(fact.hash)}`;
    case "printed":
      return `  < paper: ${short(fact.hash)}${fact.copy ? " COPY" : ""}`;
    case "power-on":
      return "POWER ON";
    case "power-off":
      return `POWER OFF: ${fact.cause}`;
    case "recovered":
      return fact.isSame ? null : "    recovered twice, differently";
    case "outage-began":
      return `OUT OF ORDER: ${fact.outage}`;
    case "outage-ended":
      return `in order again: ${fact.outage}`;
    case "block":
      return `block ${fact.height}`;
    case "clock-jumped":
      return `CLOCK by ${fact.byMs / 1_000} s`;
    case "stop-changed":
      return fact.isStopped ? "STOP" : "stop lifted";
    case "price-moved":
      return `price moved by ${fact.ppm} ppm`;
    case "command":
      return `cashier: ${fact.name} (${fact.answer})`;
    case "fault":
      return `FAULT ${fact.name}`;
    case "logged":
      return null;
    case "healed":
      return "ALL HEALED";
    case "threw":
      return `THREW ${fact.message}`;
  }
};

/** Runs of blocks are one line. */
const isBlock = (line: string | undefined): boolean => line?.includes(" block ") === true;

const fold = (lines: readonly string[]): readonly string[] =>
  lines.filter(
    (line, at) => !isBlock(line) || !isBlock(lines[at - 1]) || !isBlock(lines[at + 1]),
  );

/** The recorded world of a verdict in lines, ending with what broke. */
export const timelineOf = ({ moments, fault }: Verdict): string => {
  const lines = moments.flatMap(({ atMs, fact }) => {
    const line = lineOf(fact);
    return line === null ? [] : [`${time(atMs)} ${line}`];
  });
  const end = fault === null ? "no fault" : `${time(fault.atMs)} ${fault.id} broken: ${fault.what}`;
  return [...fold(lines), end].join("\n");
};
