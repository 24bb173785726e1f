import { createHash } from "node:crypto";
import type { LndLightning } from "../../../main/adapters/lnd/client.ts";
import { msat } from "../../../main/domain/money.ts";
import type { Outcome } from "../../../main/domain/outcome.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";
import type {
  ChannelRecords,
  FundsRecords,
  HoldInvoiceOrder,
  InvoiceRecords,
  InvoiceState,
  Lightning,
} from "../../../main/ports/lightning.ts";
import type { Log } from "../../../main/ports/log.ts";

/** How to pay other than in full, at once. */
export interface PayerOptions {
  readonly amountMsat?: bigint;
  /** The most that one part may carry, so that there are several. */
  readonly maxPartMsat?: bigint;
}

/**
 * A Lightning network that the suite can play on: the node under test behind the adapter, a payer
 * with a channel to it, and a chain to mine on. Fake or real.
 */
export interface Network {
  readonly lightning: Lightning & InvoiceRecords & FundsRecords & ChannelRecords;
  /** Resolves when the payment has ended: `paid`, or anything else when the payer has its money. */
  pay(request: string, options?: PayerOptions): Promise<"paid" | "not-paid">;
  mine(blocks: number): Promise<void>;
  height(): Promise<number>;
  /** Stop the node under test, run `meanwhile`, and start it again from its data. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Break every connection of the terminal with the node; new ones carry. */
  cut(): void;
  /** Those connections stay open and carry nothing; so do new ones. */
  blackHole(): void;
  /** New connections carry again. */
  heal(): void;
  /** The status and words with which the node refuses a call; null when it carries it out. */
  readonly refusalOf: (method: string, request: object) => Promise<Refusal | null>;
  close(): Promise<void>;
}

/** What a call ended with: google.rpc.Code, and LND's own words. */
export interface Refusal {
  readonly code: number;
  readonly details: string;
}

/** A log that keeps what it was told. */
export interface MemoryLog extends Log {
  readonly lines: string[];
}

export const createMemoryLog = (): MemoryLog => {
  const lines: string[] = [];
  const write =
    (level: string): Log["info"] =>
    (fields, message) =>
      void lines.push(`${level} ${JSON.stringify(fields)} ${message}`);
  return { lines, info: write("info"), warn: write("warn"), error: write("error") };
};

/** A preimage and its hash, a new pair for each `name`. */
export const secretOf = (name: string): { preimage: Uint8Array; hash: PaymentHash } => {
  const preimage = createHash("sha256").update(`preimage of ${name}`).digest();
  return { preimage, hash: createHash("sha256").update(preimage).digest("hex") as PaymentHash };
};

/** An order for 50,000 sats, with what is different. */
export const orderOf = (
  paymentHash: PaymentHash,
  change: Partial<HoldInvoiceOrder> = {},
): HoldInvoiceOrder => ({
  paymentHash,
  amountMsat: msat(50_000_000n),
  description: "Coffee, table 4",
  expiresInMs: 600_000,
  cltvDelta: 144,
  ...change,
});

/** Everything that a subscription said, and a way to wait for more of it. */
export interface Heard<T> {
  readonly all: readonly T[];
  hear(value: T): void;
  /** Resolves with the first value, past or future, that fits. */
  next(fits: (value: T) => boolean): Promise<T>;
}

export const createHeard = <T>(): Heard<T> => {
  const all: T[] = [];
  const waiting: { fits: (value: T) => boolean; resolve: (value: T) => void }[] = [];
  return {
    all,
    hear: (value) => {
      all.push(value);
      for (const one of waiting) if (one.fits(value)) one.resolve(value);
    },
    next: async (fits) => {
      const past = all.find(fits);
      if (past !== undefined) return past;
      const { promise, resolve } = Promise.withResolvers<T>();
      waiting.push({ fits, resolve });
      return promise;
    },
  };
};

/** Watch an invoice and keep what is said. */
export const watch = (
  lightning: Lightning,
  hash: PaymentHash,
): Heard<InvoiceState> & { stop: () => void } => {
  const heard = createHeard<InvoiceState>();
  return { ...heard, stop: lightning.watchInvoice(hash, (state) => heard.hear(state)) };
};

/**
 * Repeat a call while nothing is known, as the terminal does: a busy machine may be slower than the
 * short deadlines of these tests, and every call of the port can be made again.
 */
export const known = async <T>(call: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
  for (;;) {
    const outcome = await call();
    if (outcome.kind !== "unknown") return outcome;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** Ask until the invoice is in a state of this kind. The test's own time-out is the limit. */
export const pollUntil = async (
  lightning: Pick<LndLightning, "lookUpInvoice">,
  hash: PaymentHash,
  kind: InvoiceState["kind"],
): Promise<InvoiceState> => {
  for (;;) {
    const outcome = await lightning.lookUpInvoice(hash);
    if (outcome.kind === "done" && outcome.value.kind === kind) return outcome.value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
