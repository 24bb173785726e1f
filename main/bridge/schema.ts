import { z } from "zod";
import {
  LANGUAGES,
  ROLES,
  THEMES,
  type CommandMessage,
  type CommandName,
  type Commands,
  type CoreMessage,
} from "./contract.ts";
import { snapshotSchema } from "./snapshot-schema.ts";

/** The longest text a QR code can hold (version 40-L, digits only): no scanner reads more. */
export const MAX_SCAN_CHARACTERS = 7_089;

/**
 * The largest message a screen may send, in bytes of its JSON text. Room for the longest scan with
 * every character escaped or three bytes wide, and nothing beyond.
 */
export const MAX_MESSAGE_BYTES = 48 * 1_024;

const swapId = z.string().regex(/^[A-Z]-[0-9a-f]{16}$/);
const role = z.enum(ROLES);
const noArguments = z.strictObject({});
const oneSwap = z.strictObject({ swapId });

/** What each command takes. A command without a schema, or a schema of another shape, stops the build. */
const argumentSchemas = {
  scan: z.strictObject({ text: z.string().max(MAX_SCAN_CHARACTERS) }),
  startOwnCode: noArguments,
  setEntry: z.strictObject({ digits: z.string().regex(/^\d{0,13}(?:\.\d{0,2})?$/) }),
  submitAmount: noArguments,
  confirmQuote: oneSwap,
  cancel: noArguments,
  goIdle: noArguments,
  showHistory: z.strictObject({ page: z.int().min(0).max(1_000_000) }),
  showSwap: oneSwap,
  reprint: oneSwap,
  markRefunded: oneSwap,
  readRefundCode: z.strictObject({ swapId, text: z.string().max(MAX_SCAN_CHARACTERS) }),
  confirmRefund: oneSwap,
  dropRefund: oneSwap,
  retryRefund: oneSwap,
  showRuleOut: oneSwap,
  ruleOutPayout: oneSwap,
  showQueue: z.strictObject({ page: z.int().min(0).max(1_000_000) }),
  retryQueued: z.strictObject({ id: z.string().regex(/^(?:records|record:\d{1,15}\/\d{1,15})$/) }),
  showDayClose: noArguments,
  closeDay: z.strictObject({ day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) }),
  reprintDayClose: noArguments,
  showDayTask: z.strictObject({ index: z.int().min(0).max(1_000_000) }),
  resolveDayTask: z.strictObject({ taskId: z.int().min(1) }),
  showTroubles: noArguments,
  showNode: noArguments,
  rearmPrices: noArguments,
  setLanguage: z.strictObject({ role, language: z.enum(LANGUAGES) }),
  setTheme: z.strictObject({ role, theme: z.enum(THEMES) }),
} satisfies { readonly [Name in CommandName]: z.ZodType<Parameters<Commands[Name]>[0]> };

/** The outside of a command: enough to answer it, before its arguments are judged. */
const envelopeSchema = z.strictObject({
  type: z.literal("command"),
  id: z.int().min(0),
  name: z.string().max(64),
  args: z.unknown(),
});

const isCommandName = (name: string): name is CommandName => Object.hasOwn(argumentSchemas, name);

const commandOf = <Name extends CommandName>(id: number, name: Name, args: unknown) => {
  const parsed = argumentSchemas[name].safeParse(args);
  return parsed.success
    ? ({ type: "command", id, name, args: parsed.data } as CommandMessage<Name>)
    : null;
};

/** What was read of a message from a screen. */
export type ReadCommand =
  | { readonly kind: "command"; readonly message: CommandMessage }
  /** No known command with good arguments, but with an id to answer to. */
  | { readonly kind: "invalid"; readonly id: number }
  /** Nothing that could be answered. */
  | { readonly kind: "unreadable" };

const identified = z.object({ id: z.int().min(0) });

/** Judge a message from a screen. Never throws. */
export const readCommand = (raw: unknown): ReadCommand => {
  const envelope = envelopeSchema.safeParse(raw);
  if (!envelope.success) {
    const known = identified.safeParse(raw);
    return known.success ? { kind: "invalid", id: known.data.id } : { kind: "unreadable" };
  }
  const { id, name, args } = envelope.data;
  const message = isCommandName(name) ? commandOf(id, name, args) : null;
  return message === null ? { kind: "invalid", id } : { kind: "command", message };
};

const ackSchema = z.union([
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), code: z.string() }),
]);

/** A message from the core to a screen. Strict: a field that the contract does not name never leaves. */
export const coreMessageSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("snapshot"), snapshot: snapshotSchema }),
  z.strictObject({ type: z.literal("ack"), id: z.int().min(0), ack: ackSchema }),
]) satisfies z.ZodType<CoreMessage>;

type IsEmpty<Names> = [Names] extends [never] ? true : Names;
type Uncovered = {
  [Name in CommandName]: Parameters<Commands[Name]>[0] extends z.input<
    (typeof argumentSchemas)[Name]
  >
    ? never
    : Name;
}[CommandName];
type UncoveredMessage = CoreMessage extends z.input<typeof coreMessageSchema> ? never : "message";

/** `satisfies` in the other direction: whatever the contract allows, a schema takes. Checked by the build. */
export const SCHEMAS_COVER_THE_CONTRACT: {
  readonly commands: IsEmpty<Uncovered>;
  readonly messages: IsEmpty<UncoveredMessage>;
} = { commands: true, messages: true };
