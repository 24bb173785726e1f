/** Draws a sending from its machine: each state is shown each fact, and what moves is drawn. */
import { msat, sat } from "../../main/domain/money.ts";
import { SEND_POLICY, type Send, type SendPolicy } from "../../main/domain/send.ts";
import { beginSend, stepSend } from "../../main/domain/send-step.ts";
import type { PayEvent } from "../../main/domain/swap.ts";
import { EVENTS } from "./pay-events.ts";
import { INVOICE, SENDS } from "./swaps.ts";

const POLICY: SendPolicy = {
  ...SEND_POLICY,
  chain: { minSat: sat(1n), maxFeeSat: sat(5_000n), confirmations: 3, alarmMs: 1 },
};

interface Label {
  readonly event: Parameters<typeof stepSend>[1];
  readonly name: string;
}

const lapsedMs = INVOICE.expiresAtMs + POLICY.lapseMs;

const isOfSending = (event: PayEvent): event is Label["event"] =>
  /^(?:recovered|invoice-fetched|invoice-not-given|choice-|retry-|payment-|transaction-)/.test(
    event.kind,
  );

const LABELS: readonly Label[] = [
  ...Object.values(EVENTS)
    .filter(isOfSending)
    .map((event) => ({ event, name: event.kind })),
  {
    name: "payment-failed, long after expiry",
    event: { ...EVENTS["payment-failed"], atMs: lapsedMs },
  },
  {
    name: "payment-missing, long after expiry",
    event: { ...EVENTS["payment-missing"], atMs: lapsedMs },
  },
  {
    name: "transaction-seen, often enough",
    event: { ...EVENTS["transaction-seen"], confirmations: 3 },
  },
];

const EXAMPLES: readonly (readonly [Send, string])[] = [
  ...Object.values(SENDS).map((send) => [send, ""] as const),
  [{ ...SENDS.paying, hasLostRequest: true }, ", one before was lost"],
  [{ ...SENDS.checking, failure: "PAYMENT_NO_ROUTE" }, ""],
];

const endOf = (step: ReturnType<typeof stepSend>): string | null => {
  switch (step.kind) {
    case "sending":
      return step.send.kind;
    case "sent":
      return "sent";
    case "given-up":
      return "given_up";
    case "refusal":
      return null;
  }
};

const begins = (): readonly (readonly [string, string])[] => {
  const from = (step: ReturnType<typeof beginSend>, name: string) =>
    [`[*] --> ${endOf(step) ?? ""}`, name] as const;
  const amountMsat = msat(INVOICE.amountMsat);
  const begin = (destination: Parameters<typeof beginSend>[0]) =>
    beginSend(destination, amountMsat, EVENTS.recovered.atMs, POLICY);
  return [
    from(begin({ kind: "invoice", invoice: INVOICE, name: null }), "an invoice"),
    from(begin({ kind: "payee-server", url: "", name: "" }), "a payee's server"),
    from(begin({ kind: "address", address: "" }), "an address"),
  ];
};

const moves = (): readonly (readonly [string, string])[] =>
  EXAMPLES.flatMap(([send, condition]) =>
    LABELS.flatMap(({ event, name }) => {
      const end = endOf(stepSend(send, event, POLICY));
      return end === null || end === send.kind
        ? []
        : [[`${send.kind} --> ${end}`, `${name}${condition}`] as const];
    }),
  );

/** The page that stands in the docs. */
export const sendDiagram = (): string => {
  const arrows = new Map<string, readonly string[]>();
  for (const [arrow, name] of [...begins(), ...moves()]) {
    const names = arrows.get(arrow) ?? [];
    const isKnown = names.some((known) => name === known || name.startsWith(`${known},`));
    if (!isKnown) arrows.set(arrow, [...names, name]);
  }
  return [
    "# Sending bitcoin",
    "",
    "What is inside `refunding` of the Pay flow. Drawn from the code by",
    "`test/domain/send-diagram.test.ts`, which fails when the two differ.",
    "",
    "```mermaid",
    "stateDiagram-v2",
    ...[...arrows].map(([arrow, names]) => `  ${arrow}: ${names.join("<br/>")}`),
    "  sent --> [*]",
    "  given_up --> [*]",
    "```",
    "",
  ].join("\n");
};
