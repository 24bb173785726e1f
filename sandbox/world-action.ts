import { Failure } from "../main/domain/failure.ts";
import type { NodeFault, PrinterChange, SampleId, WorldAction } from "./contract.ts";
import type { DisplaySwitches } from "./devices/display.ts";
import type { AccountChange } from "./rail/book.ts";
import { isRailFault } from "./rail/faults.ts";
import { FEED_NAMES } from "./rates/formats.ts";
import { RATE_FAULTS } from "./rates/market.ts";
import { SINK_FAULTS } from "./settlement/faults.ts";

type Fields = Readonly<Record<string, unknown>>;
type Kind = WorldAction["kind"];

const invalid = (words: string): never => {
  throw new Failure("ACTION_INVALID", words);
};

const flag = (fields: Fields, name: string): boolean => {
  const value = fields[name];
  return typeof value === "boolean" ? value : invalid(`${name} must be true or false`);
};

/** Longer than any invoice and any code. */
const MAX_TEXT = 4_096;

const text = (fields: Fields, name: string): string => {
  const value = fields[name];
  const isText = typeof value === "string" && value.length > 0 && value.length <= MAX_TEXT;
  return isText ? value : invalid(`${name} must be a text of 1 to ${MAX_TEXT} characters`);
};

/** Millisatoshi, at most the 21 million that there will be. */
const amountMsat = (fields: Fields, name: string): string => {
  const value = text(fields, name);
  return /^[1-9]\d{0,18}$/.test(value) ? value : invalid(`${name} must be whole millisatoshi`);
};

const number = (fields: Fields, name: string, range: readonly [number, number]): number => {
  const value = fields[name];
  const [least, most] = range;
  return typeof value === "number" && value >= least && value <= most
    ? value
    : invalid(`${name} must be a number from ${least} to ${most}`);
};

const oneOf = <T extends string>(fields: Fields, name: string, allowed: readonly T[]): T =>
  allowed.find((one) => one === fields[name]) ??
  invalid(`${name} must be one of ${allowed.join(", ")}`);

/** The field under its name when it is there, read by `read`. */
const optional = <Name extends string, T>(
  fields: Fields,
  name: Name,
  read: (fields: Fields, name: string) => T,
): Partial<Record<Name, T>> =>
  fields[name] === undefined ? {} : ({ [name]: read(fields, name) } as Partial<Record<Name, T>>);

const inner = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : invalid(`${name} must be an object`);
};

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const onlyKnown = (fields: Fields, known: readonly string[]): void => {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) invalid(`${unknown} is nothing that can be set here`);
};

// Records rather than lists: a name that is added to its type and not here stops the build.
const keysOf = <T extends string>(record: Readonly<Record<T, true>>): readonly T[] =>
  Object.keys(record) as T[];

const SAMPLES = keysOf<SampleId>({
  "shop-khr": true,
  "shop-usd": true,
  "order-khr": true,
  "order-usd": true,
  company: true,
  khmer: true,
  expired: true,
  "wrong-crc": true,
  promptpay: true,
  vietqr: true,
});
const NODE_FAULT_NAMES = keysOf<NodeFault>({
  none: true,
  "black-hole": true,
  "lost-answers": true,
  slow: true,
  unavailable: true,
});
const SWITCHES = keysOf<keyof PrinterChange>({
  paperOut: true,
  paperNearEnd: true,
  coverOpen: true,
  cutterJammed: true,
  headHot: true,
  offline: true,
  slow: true,
  stuck: true,
  waitsToGoOn: true,
  silent: true,
  byteByByte: true,
  rubbish: true,
  halfAnswers: true,
  flowMarks: true,
  withoutProof: true,
  withoutTurns: true,
  withoutNotices: true,
});
const DISPLAY_SWITCHES = keysOf<keyof DisplaySwitches>({
  stuck: true,
  wrongSpeed: true,
  silent: true,
});
const ACCOUNT_FIELDS = keysOf<keyof AccountChange>({
  holderName: true,
  currencies: true,
  status: true,
});

const switches = (fields: Fields, known: readonly string[]): Readonly<Record<string, boolean>> => {
  const change = inner(fields, "change");
  onlyKnown(change, known);
  return Object.fromEntries(Object.keys(change).map((name) => [name, flag(change, name)]));
};

const printerChange = (fields: Fields): PrinterChange => switches(fields, SWITCHES);

const currencies = (fields: Fields): readonly ("KHR" | "USD")[] => {
  const value = fields["currencies"];
  if (!Array.isArray(value)) return invalid("currencies must be a list");
  const list: readonly unknown[] = value;
  return (["KHR", "USD"] as const).filter((currency) => list.includes(currency));
};

const holderName = (fields: Fields, name: string): string => {
  const value = text(fields, name);
  return value.length <= 60 ? value : invalid("holderName is too long");
};

const accountStatus = (fields: Fields, name: string) =>
  oneOf(fields, name, ["open", "closed", "not-found"]);

const accountChange = (fields: Fields): AccountChange => {
  const change = inner(fields, "change");
  onlyKnown(change, ACCOUNT_FIELDS);
  return {
    ...optional(change, "holderName", holderName),
    ...optional(change, "currencies", currencies),
    ...optional(change, "status", accountStatus),
  };
};

const manner = (fields: Fields, name: string) => oneOf(fields, name, ["takes", "holds", "rejects"]);

/** A day at most, in whole seconds. */
const expirySeconds = (fields: Fields, name: string): number =>
  Math.round(number(fields, name, [1, 86_400]));

const railFault = (fields: Fields) => {
  const { fault } = fields;
  return isRailFault(fault) ? fault : invalid("fault must be a position of the bank's switch");
};

type Reader<K extends Kind> = (fields: Fields) => Extract<WorldAction, { readonly kind: K }>;

const READERS: { readonly [K in Kind]: Reader<K> } = {
  pay: (fields) => ({
    kind: "pay",
    ...optional(fields, "target", text),
    ...optional(fields, "percent", (all, name) => number(all, name, [0.01, 1_000])),
    ...optional(fields, "amountMsat", amountMsat),
    ...optional(fields, "isLate", flag),
  }),
  "give-up": (fields) => ({ kind: "give-up", ...optional(fields, "hash", text) }),
  "fund-wallet": (fields) => ({
    kind: "fund-wallet",
    amountMsat: amountMsat(fields, "amountMsat"),
  }),
  request: (fields) => ({
    kind: "request",
    ...optional(fields, "amountMsat", amountMsat),
    ...optional(fields, "manner", manner),
    ...optional(fields, "expirySeconds", expirySeconds),
  }),
  "decide-request": (fields) => ({
    kind: "decide-request",
    decision: oneOf(fields, "decision", ["settle", "cancel"]),
    ...optional(fields, "hash", text),
  }),
  "way-out": (fields) => ({
    kind: "way-out",
    way: oneOf(fields, "way", ["open", "dear", "none"]),
  }),
  scan: (fields) => ({ kind: "scan", text: text(fields, "text") }),
  "scan-sample": (fields) => ({
    kind: "scan-sample",
    sample: oneOf(fields, "sample", SAMPLES),
    ...optional(fields, "amount", text),
  }),
  "scanner-plug": (fields) => ({ kind: "scanner-plug", isPlugged: flag(fields, "isPlugged") }),
  "display-plug": (fields) => ({ kind: "display-plug", isPlugged: flag(fields, "isPlugged") }),
  display: (fields) => ({ kind: "display", change: switches(fields, DISPLAY_SWITCHES) }),
  "display-power": () => ({ kind: "display-power" }),
  printer: (fields) => ({ kind: "printer", change: printerChange(fields) }),
  "new-roll": (fields) => ({
    kind: "new-roll",
    ...optional(fields, "rows", (all, name) => number(all, name, [1, 1_000_000])),
  }),
  "tear-paper": () => ({ kind: "tear-paper" }),
  "printer-power": (fields) => ({
    kind: "printer-power",
    ...optional(fields, "linkStands", flag),
  }),
  "printer-plug": (fields) => ({ kind: "printer-plug", isPlugged: flag(fields, "isPlugged") }),
  account: (fields) => ({
    kind: "account",
    id: text(fields, "id"),
    change: accountChange(fields),
  }),
  float: (fields) => ({
    kind: "float",
    currency: oneOf(fields, "currency", ["KHR", "USD"]),
    left: text(fields, "left"),
  }),
  "rail-fault": (fields) => ({
    kind: "rail-fault",
    fault: railFault(fields),
    mode: oneOf(fields, "mode", ["once", "sticky"]),
  }),
  "sink-fault": (fields) => ({
    kind: "sink-fault",
    fault: oneOf(fields, "fault", SINK_FAULTS),
    mode: oneOf(fields, "mode", ["once", "sticky"]),
  }),
  "node-fault": (fields) => ({
    kind: "node-fault",
    fault: oneOf(fields, "fault", NODE_FAULT_NAMES),
  }),
  "node-power": (fields) => ({ kind: "node-power", isOn: flag(fields, "isOn") }),
  "node-sync": (fields) => ({ kind: "node-sync", isSynced: flag(fields, "isSynced") }),
  "node-inbound": (fields) => ({
    kind: "node-inbound",
    amountMsat: amountMsat(fields, "amountMsat"),
  }),
  "node-spend": (fields) => ({
    kind: "node-spend",
    amountMsat: amountMsat(fields, "amountMsat"),
  }),
  "force-close": () => ({ kind: "force-close" }),
  "drop-streams": () => ({ kind: "drop-streams" }),
  "rate-fault": (fields) => ({
    kind: "rate-fault",
    feed: oneOf(fields, "feed", FEED_NAMES),
    fault: oneOf(fields, "fault", RATE_FAULTS),
  }),
  price: (fields) => ({ kind: "price", usdPerBtc: number(fields, "usdPerBtc", [1, 1e9]) }),
  "riel-rate": (fields) => ({
    kind: "riel-rate",
    rielPerUsd: number(fields, "rielPerUsd", [1, 1e6]),
  }),
  mine: (fields) => {
    const blocks = number(fields, "blocks", [1, 1_000]);
    return Number.isInteger(blocks)
      ? { kind: "mine", blocks }
      : invalid("blocks must be a whole number");
  },
  repair: () => ({ kind: "repair" }),
};

const KINDS = Object.keys(READERS) as readonly Kind[];

/** Read an action that came over the wire. Throws `ACTION_INVALID` with what is wrong with it. */
export const parseAction = (raw: unknown): WorldAction => {
  if (!isFields(raw)) return invalid("an action is a JSON object");
  return READERS[oneOf(raw, "kind", KINDS)](raw);
};
