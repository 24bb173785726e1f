import { z } from "zod";
import type { DayTaskText, LastCloseText } from "./contract-day.ts";
import type { QueueLine } from "./contract-queue.ts";
import type { HistoryLine } from "./contract-swap.ts";
import type { Ability, CashierView, PayerView } from "./contract-view.ts";
import {
  CONTRACT_VERSION,
  LANGUAGES,
  THEMES,
  type CashierSnapshot,
  type DeviceText,
  type Health,
  type PayerSnapshot,
} from "./contract.ts";
import { node, nodeVerdict } from "./node-schema.ts";
import { amount, dayLimit, payee, quote, receipt, situation, swap } from "./swap-text-schema.ts";

// Shapes only. Ranges and wording are the core's business: a snapshot that the contract's types
// allow must pass, and one that carries anything more must not.

const text = z.string();
const maybeText = z.string().nullable();
const instantMs = z.number();

const historyLine = z.strictObject({
  swapId: text,
  situation,
  amount,
  payeeName: text,
  createdAtMs: instantMs,
  needsAttention: z.boolean(),
}) satisfies z.ZodType<HistoryLine>;

const ability = z.enum([
  "finish-held",
  "finish-held-when-bank",
  "finish-held-when-lightning",
  "receipts",
  "history",
  "records-kept",
]) satisfies z.ZodType<Ability>;

const queueLine = z.strictObject({
  id: text,
  what: z.enum([
    "create-invoice",
    "cancel-invoice",
    "settle-invoice",
    "assess-held",
    "submit-payout",
    "query-payout",
    "send-refund",
    "query-refund",
    "print-receipt",
    "record",
    "records",
  ]),
  swapId: maybeText,
  amount: maybeText,
  payeeName: maybeText,
  count: z.number(),
  sinceMs: instantMs,
  why: maybeText,
  isParked: z.boolean(),
  canRetry: z.boolean(),
}) satisfies z.ZodType<QueueLine>;

const lastClose = z.strictObject({
  name: text,
  closedAtMs: instantMs,
  riel: text,
  dollars: text,
  bitcoin: text,
  fee: text,
  matched: z.number(),
  underWay: z.number(),
  unmatched: z.number(),
  report: receipt,
}) satisfies z.ZodType<LastCloseText>;

const dayTask = z.strictObject({
  taskId: z.number(),
  leg: z.enum(["fiat", "bitcoin"]),
  difference: z.enum([
    "timing",
    "amount-mismatch",
    "missing-there",
    "missing-here",
    "duplicate",
    "shortfall",
  ]),
  day: text,
  here: text,
  there: text,
  swapId: maybeText,
  reference: maybeText,
}) satisfies z.ZodType<DayTaskText>;

const kind = <Kind extends string>(name: Kind) => z.literal(name);

const cashierView = z.discriminatedUnion("kind", [
  z.strictObject({ kind: kind("starting") }),
  z.strictObject({
    kind: kind("idle"),
    ownCodeName: maybeText,
    blocked: maybeText,
    abilities: z.array(ability).readonly(),
    queued: z.number(),
    troubles: z.number(),
    priceJump: z.strictObject({ before: text, now: maybeText }).nullable(),
    node: nodeVerdict,
  }),
  z.strictObject({ kind: kind("node"), ...node }),
  z.strictObject({ kind: kind("checking"), payee, sinceMs: instantMs }),
  z.strictObject({
    kind: kind("amount"),
    payee,
    currency: z.enum(["KHR", "USD"]),
    digits: text,
    amount: maybeText,
    refusal: maybeText,
    dayLimit: dayLimit.nullable(),
    limits: text,
  }),
  z.strictObject({ kind: kind("quoting"), payee, amount, sinceMs: instantMs }),
  z.strictObject({
    kind: kind("review"),
    swapId: text,
    payee,
    amount,
    quote,
    standIn: z.boolean(),
  }),
  z.strictObject({ kind: kind("swap"), swap }),
  z.strictObject({ kind: kind("rule-out"), swap }),
  z.strictObject({
    kind: kind("refused"),
    code: text,
    detail: maybeText,
    dayLimit: dayLimit.nullable(),
  }),
  z.strictObject({
    kind: kind("day-close"),
    day: text,
    isOver: z.boolean(),
    activity: z.enum(["ready", "closing", "failed"]),
    sinceMs: instantMs.nullable(),
    code: maybeText,
    last: lastClose.nullable(),
    tasks: z.number(),
  }),
  z.strictObject({
    kind: kind("day-task"),
    task: dayTask,
    index: z.number(),
    count: z.number(),
  }),
  z.strictObject({
    kind: kind("history"),
    lines: z.array(historyLine).readonly(),
    page: z.number(),
    hasOlder: z.boolean(),
  }),
  z.strictObject({
    kind: kind("troubles"),
    troubles: z.array(z.strictObject({ code: text, sinceMs: instantMs })).readonly(),
    lastBackupAtMs: instantMs.nullable(),
    queued: z.number(),
  }),
  z.strictObject({
    kind: kind("queue"),
    lines: z.array(queueLine).readonly(),
    page: z.number(),
    hasMore: z.boolean(),
  }),
]) satisfies z.ZodType<CashierView>;

const health = z.enum(["up", "slow", "down", "unknown"]) satisfies z.ZodType<Health>;
const device = z.strictObject({ health, code: maybeText }) satisfies z.ZodType<DeviceText>;

const common = {
  version: z.literal(CONTRACT_VERSION),
  mode: z.enum(["sandbox", "live"]),
  language: z.enum(LANGUAGES),
  theme: z.enum(THEMES),
  nowMs: instantMs,
};

const cashierSnapshot = z.strictObject({
  ...common,
  role: z.literal("cashier"),
  soundVolume: z.number(),
  terminalName: text,
  links: z.strictObject({
    lightning: health,
    payoutRail: health,
    rates: health,
    clock: health,
    backOffice: health.nullable(),
  }),
  devices: z.strictObject({
    printer: device.nullable(),
    scanner: device.nullable(),
    display: device.nullable(),
  }),
  view: cashierView,
  openElsewhere: z.array(historyLine).readonly(),
}) satisfies z.ZodType<CashierSnapshot>;

const payerView = z.discriminatedUnion("kind", [
  z.strictObject({ kind: kind("starting") }),
  z.strictObject({ kind: kind("welcome"), shopName: text }),
  z.strictObject({ kind: z.enum(["review", "preparing"]), shopName: text, amount }),
  z.strictObject({
    kind: kind("pay"),
    shopName: text,
    amount,
    invoiceQr: maybeText,
    sinceMs: instantMs,
    untilMs: instantMs,
  }),
  z.strictObject({
    kind: z.enum(["received", "paid", "ended", "help"]),
    shopName: text,
    amount,
    reason: maybeText,
  }),
  z.strictObject({
    kind: z.literal("refund"),
    shopName: text,
    amount,
    progress: z.enum(["show-code", "checking", "sending", "sent"]),
    sats: text,
    withdrawQr: maybeText,
  }),
]) satisfies z.ZodType<PayerView>;

const payerSnapshot = z.strictObject({
  ...common,
  role: z.literal("payer"),
  view: payerView,
}) satisfies z.ZodType<PayerSnapshot>;

/** A whole snapshot of either role, exactly as the contract has it. */
export const snapshotSchema = z.discriminatedUnion("role", [
  cashierSnapshot,
  payerSnapshot,
]) satisfies z.ZodType<CashierSnapshot | PayerSnapshot>;
