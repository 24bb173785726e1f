/** Cashier, payers and operator: what they do and when, by the plan. */
import type { Ack } from "../../../main/bridge/contract.ts";
import type { PaymentHash, PayoutKey, SwapId } from "../../../main/domain/swap.ts";
import { type Around, START_MS } from "../around.ts";
import type { Fact, FactKind, FactOf } from "../facts.ts";
import type { CustomerPlan, PartsPlan } from "../plan/plan.ts";
import type { Setting } from "../setting.ts";
import type { Cashier, Running } from "../terminal.ts";
import { CODES } from "./codes.ts";
import { createRefundPeople, type RefundPeople } from "./refund-people.ts";

/** A cashier looks at the screen after so long, and ever more seldom while nothing comes of it. */
const GLANCE_MS = 1_500;
const GLANCES = 5;
const restMs = (glances: number): number => GLANCE_MS << (GLANCES - glances);
const TRIES = 3;
const AGAIN_MS = 8_000;
/** How long it takes a person to look after what an alarm calls for. */
const LOOK_MS = 10 * 60_000;
const NOTICE_AGAIN_MS = 60_000;

/** The facts that somebody acts on. */
export const HEARD: readonly FactKind[] = [
  "opened",
  "committed",
  "payout-failed",
  "credited",
  "office-alarm",
  "healed",
  "restored",
];

export interface People {
  /** True while somebody still means to do something. */
  areBusy(): boolean;
  hear(fact: Fact): void;
}

export interface PeopleOptions {
  readonly setting: Setting;
  /** The terminal, while it has power. */
  readonly terminal: () => Running | null;
}

const NO_POWER: Ack = { ok: false, code: "NO_POWER" };

const answerText = (answer: Ack): string => (answer.ok ? "ok" : answer.code);

const createCounter = (around: Around, terminal: () => Running | null): Cashier => {
  const command: Cashier = (name, args) => {
    const running = terminal();
    if (running === null) return NO_POWER;
    const given = running.commands[name](args);
    // Nobody saw the answer of a terminal that went dark while it gave it.
    const answer: Ack = running.power.isOn ? given : NO_POWER;
    around.tell({ kind: "command", name, answer: answerText(answer) });
    return answer;
  };
  return command;
};

/** Those who see to what the terminal sends back; null in a world in which it sends nothing. */
const createRefunders = (
  { setting, terminal }: PeopleOptions,
  command: Cashier,
): RefundPeople | null => {
  const { refunds, around } = setting;
  const plan = around.plan.refunds;
  if (refunds === null || plan === null) return null;
  return createRefundPeople({ setting, refunds, plan, terminal, command });
};

/** Everyone of one world. */
export const createPeople = (options: PeopleOptions): People => {
  const { setting, terminal } = options;
  const { around, node, journal, office } = setting;
  const { schedule, plan } = around;
  const command = createCounter(around, terminal);
  const refunders = createRefunders(options, command);
  const payers = new Map<PaymentHash, CustomerPlan>();
  const tries = new Map<CustomerPlan, number>();
  const rescanned = new Set<CustomerPlan>();
  let busy = plan.customers.length;
  /** Payments by what the rail knows them by, and those of them that it said no to. */
  const keys = new Map<PayoutKey, { readonly id: SwapId; readonly hash: PaymentHash }>();
  const failed = new Set<PayoutKey>();
  let isTending = false;
  /** Whose quote comes next. */
  let serving: CustomerPlan | null = null;

  const rest = (): void => {
    busy -= 1;
  };

  const scan = (customer: CustomerPlan): void => {
    command("goIdle", {});
    const answer = command("scan", { text: CODES[customer.shop][customer.currency].payload });
    if (!answer.ok) return rest();
    serving = customer;
    schedule.after(GLANCE_MS, () => enter(customer, GLANCES));
  };

  const enter = (customer: CustomerPlan, glances: number): void => {
    if (serving !== customer || glances === 0) return rest();
    const draft = terminal()?.checkout.draft().kind;
    if (draft === "checking") {
      schedule.after(restMs(glances), () => enter(customer, glances - 1));
      return;
    }
    if (draft !== "amount") {
      rest();
      return again(customer);
    }
    if (customer.isScannedTwice && !rescanned.has(customer)) {
      rescanned.add(customer);
      command("scan", { text: CODES[customer.shop][customer.currency].payload });
      schedule.after(GLANCE_MS, () => enter(customer, glances - 1));
      return;
    }
    command("setEntry", { digits: customer.amount });
    command("submitAmount", {});
    schedule.after(GLANCE_MS, () => awaitQuote(customer, glances));
  };

  /** Wait for the quote; one that was refused for a passing reason is asked for again. */
  const awaitQuote = (customer: CustomerPlan, glances: number): void => {
    if (serving !== customer || glances === 0) return rest();
    const draft = terminal()?.checkout.draft();
    if (draft?.kind === "quoting") {
      schedule.after(restMs(glances), () => awaitQuote(customer, glances - 1));
      return;
    }
    serving = null;
    rest();
    if (draft?.kind === "refused" && draft.code !== "FLOAT_TOO_LOW") again(customer);
  };

  const again = (customer: CustomerPlan): void => {
    const count = (tries.get(customer) ?? 0) + 1;
    tries.set(customer, count);
    if (count > TRIES) return;
    busy += 1;
    schedule.after(AGAIN_MS, () => scan(customer));
  };

  const confirm = (customer: CustomerPlan, id: SwapId): void => {
    if (customer.confirmAfterMs === null) return;
    busy += 1;
    schedule.after(customer.confirmAfterMs, () => {
      rest();
      command("confirmQuote", { swapId: id });
      if (customer.cancelAfterMs === null) return;
      schedule.after(customer.cancelAfterMs, () => {
        const swap = journal.swap(id)?.swap;
        if (swap === undefined) return;
        command("showSwap", { swapId: id });
        command("cancel", {});
      });
    });
  };

  const quoted = (id: SwapId, hash: PaymentHash): void => {
    if (serving === null) return;
    payers.set(hash, serving);
    confirm(serving, id);
    serving = null;
  };

  const payParts = (hash: PaymentHash, customer: CustomerPlan, parts: PartsPlan): void => {
    node.payPart(hash, parts.permille, customer.extraBlocks);
    if (parts.restAfterMs === null) return;
    schedule.after(parts.restAfterMs, () => node.payPart(hash, "rest", 3));
  };

  const pay = (hash: PaymentHash): void => {
    const customer = payers.get(hash);
    if (customer === undefined || customer.payAfterMs === null) return;
    payers.delete(hash);
    schedule.after(customer.payAfterMs, () => {
      if (customer.parts !== null) return payParts(hash, customer, customer.parts);
      node.pay(hash, customer.payPermille, customer.extraBlocks);
      if (customer.paysTwice) schedule.after(3_000, () => node.pay(hash, 1_000, 3));
      if (customer.payPermille < 1_000) schedule.after(8_000, () => node.pay(hash, 1_000, 3));
    });
    if (customer.reprintAfterMs !== null) {
      const id = `P-${hash.slice(0, 16)}`;
      schedule.after(customer.payAfterMs + customer.reprintAfterMs, () => {
        if (journal.swap(id as SwapId) !== null) command("reprint", { swapId: id });
      });
    }
  };

  /** The operator pays back what is owed, some time after it is on the screen. */
  const refund = (id: SwapId): void => {
    if (refunders !== null) return refunders.begin(id);
    schedule.after(5 * 60_000, () => {
      const answer = command("markRefunded", { swapId: id });
      if (!answer.ok && journal.swap(id)?.swap.kind === "owed") refund(id);
    });
  };

  /** The rail's word that it paid after all reaches the terminal as a notice would, sooner or later. */
  const notice = (key: PayoutKey): void => {
    const paid = keys.get(key);
    if (paid === undefined) return;
    busy += 1;
    const bring = (): void => {
      const running = terminal();
      const atMs = START_MS + schedule.nowMs();
      const payout = { reference: "FT-LATE", paidAtMs: atMs };
      const heard = running?.hear(paid.id, { kind: "payout-done", payout, atMs });
      if (running?.power.isOn !== true || heard?.kind === "refused") {
        schedule.after(NOTICE_AGAIN_MS, bring);
        return;
      }
      around.tell({ kind: "noticed", hash: paid.hash });
      rest();
    };
    schedule.after(NOTICE_AGAIN_MS, bring);
  };

  /** Somebody at the back office looks at what was not taken, and has it sent again. */
  const tendRecords = (): void => {
    isTending = false;
    const running = terminal();
    if (running === null) return callOffice();
    office.mend();
    running.tendRecords();
  };

  const callOffice = (): void => {
    if (isTending) return;
    isTending = true;
    schedule.after(LOOK_MS, tendRecords);
  };

  const opened = ({ stored: { swap } }: FactOf<"opened">): void => {
    keys.set(swap.payoutKey, { id: swap.id, hash: swap.paymentHash });
    quoted(swap.id, swap.paymentHash);
  };

  const committed = ({ before, after }: FactOf<"committed">): void => {
    if (after.swap.kind === "owed" && before.swap.kind !== "owed") refund(after.swap.id);
  };

  for (const customer of plan.customers) schedule.after(customer.scanAtMs, () => scan(customer));
  node.onPayable(pay);

  return {
    areBusy: () => busy > 0,
    hear: (fact) => {
      switch (fact.kind) {
        case "opened":
          return opened(fact);
        case "committed":
          return committed(fact);
        case "payout-failed":
          failed.add(fact.order.key);
          return undefined;
        case "credited":
          return failed.has(fact.order.key) ? notice(fact.order.key) : undefined;
        case "office-alarm":
        case "healed":
          return callOffice();
        case "restored":
          return refunders?.lookAgain();
        default:
          return undefined;
      }
    },
  };
};
