import { z } from "zod";

/**
 * Why a call to the node did not give what was asked for.
 * `LND_*`: nothing is known of what was asked for. All others are the node's own answer about it:
 * an invoice, a payment, a transaction.
 */
export type LndFaultCode =
  | "INVOICE_EXISTS"
  | "INVOICE_ORDER_INVALID"
  | "INVOICE_MISSING"
  | "INVOICE_NOT_HELD"
  | "INVOICE_ALREADY_CANCELLED"
  | "INVOICE_ALREADY_SETTLED"
  | "PAYMENT_MISSING"
  | "PAYMENT_MADE_BEFORE"
  | "PAYMENT_UNDER_WAY"
  | "PAYMENT_INVOICE_EXPIRED"
  | "PAYMENT_NO_ROUTE"
  | "CHAIN_NO_FUNDS"
  | "CHAIN_INPUTS_SPENT"
  | "CHAIN_FEE_TOO_LOW"
  | "CHAIN_TX_MISSING"
  | "LND_UNREACHABLE"
  | "LND_CERTIFICATE_UNTRUSTED"
  | "LND_UNAUTHORISED"
  | "LND_NOT_READY"
  | "LND_TIMEOUT"
  | "LND_ANSWER_INVALID"
  | "LND_ERROR";

/** LND's exact words, from its error values. Only whole texts count: a part could be anything. */
const WORDS: Readonly<Record<string, LndFaultCode>> = {
  "invoice with payment hash already exists": "INVOICE_EXISTS",
  "invoice still open": "INVOICE_NOT_HELD",
  "unable to locate invoice": "INVOICE_MISSING",
  // The same, from a database that has never held an invoice.
  "there are no existing invoices": "INVOICE_MISSING",
  "invoice already canceled": "INVOICE_ALREADY_CANCELLED",
  "invoice already settled": "INVOICE_ALREADY_SETTLED",
  "payment isn't initiated": "PAYMENT_MISSING",
  "invoice is already paid": "PAYMENT_MADE_BEFORE",
  "payment is in transition": "PAYMENT_UNDER_WAY",
  // Begun, and no attempt made yet.
  "payment already exists": "PAYMENT_UNDER_WAY",
  "transaction rejected: output already spent": "CHAIN_INPUTS_SPENT",
  // To replace the transaction that waits with its coins, which a payment never does.
  "insufficient fee": "CHAIN_INPUTS_SPENT",
  "permission denied": "LND_UNAUTHORISED",
};

/** Beginnings of LND's words where the rest varies. */
const BEGINNINGS: readonly (readonly [RegExp, LndFaultCode])[] = [
  // AddHoldInvoice judges these before it looks for the hash, so no earlier try can have got past.
  [
    /^(memo too large: |payments of negative value |invoice amount .* is too large|expiry of .* greater than |CLTV delta of )/,
    "INVOICE_ORDER_INVALID",
  ],
  // A memo that no BOLT 11 text has room for: found when the text is made, also before the look.
  [/^data length too big to fit within 10 bits: \d+$/, "INVOICE_ORDER_INVALID"],
  [/^invoice expired\. Valid until /, "PAYMENT_INVOICE_EXPIRED"],
  [/^wallet couldn't fund PSBT: .*insufficient funds available/, "CHAIN_NO_FUNDS"],
  [/^transaction rejected by the mempool because of low fees/, "CHAIN_FEE_TOO_LOW"],
  [/^can not find transaction: /, "CHAIN_TX_MISSING"],
  [/^(expected 1 macaroon, |verification failed: )/, "LND_UNAUTHORISED"],
  // Its root key was deleted; 0.21 says it in two steps.
  [/^(cannot retrieve macaroon: )?cannot get macaroon: /, "LND_UNAUTHORISED"],
  [
    /^(invalid ID$|unknown macaroon version|caveat "|cannot determine data format of )/,
    "LND_UNAUTHORISED",
  ],
  [/^(wallet locked, |wallet not created, |waiting to start, )/, "LND_NOT_READY"],
  [/^(wallet already unlocked|the RPC server is in the process of starting up)/, "LND_NOT_READY"],
];

/** The library's own names for answers that it has recognised. */
const LIBRARY_NAMES: Readonly<Record<string, LndFaultCode>> = {
  CannotSettleHtlcBeforeHtlcReceived: "INVOICE_NOT_HELD",
  SecretDoesNotMatchAnyExistingHodlInvoice: "INVOICE_MISSING",
  RouteToDestinationNotFound: "PAYMENT_NO_ROUTE",
  FailedToConnectToDaemon: "LND_UNREACHABLE",
  LndLocked: "LND_NOT_READY",
  PermissionDeniedToBakeMacaroon: "LND_UNAUTHORISED",
};

// google.rpc.Code
const CANCELLED = 1;
const DEADLINE_EXCEEDED = 4;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** How OpenSSL and Node word a server certificate that is not the pinned one. */
const CERTIFICATE = /certificate|altnames/i;

const grpcError = z.object({ code: z.int(), details: z.string() });
const libraryError = z.tuple([z.int(), z.string()], z.unknown());
const wrapped = z.object({ err: grpcError });

const fromGrpc = ({ code, details }: z.infer<typeof grpcError>): LndFaultCode => {
  if (code === UNAVAILABLE) {
    return CERTIFICATE.test(details) ? "LND_CERTIFICATE_UNTRUSTED" : "LND_UNREACHABLE";
  }
  // Cancelled: only ever by ourselves, when the deadline has passed.
  if (code === DEADLINE_EXCEEDED || code === CANCELLED) return "LND_TIMEOUT";
  if (code === UNAUTHENTICATED) return "LND_UNAUTHORISED";
  const exact = Object.hasOwn(WORDS, details) ? WORDS[details] : undefined;
  return exact ?? BEGINNINGS.find(([begins]) => begins.test(details))?.[1] ?? "LND_ERROR";
};

const fromLibrary = (name: string, details: unknown): LndFaultCode => {
  const known = Object.hasOwn(LIBRARY_NAMES, name) ? LIBRARY_NAMES[name] : undefined;
  if (known !== undefined) return known;
  const inner = wrapped.safeParse(details);
  if (inner.success) return fromGrpc(inner.data.err);
  // `ExpectedX…`: the library did not find in the answer what belongs there.
  return name.startsWith("Expected") ? "LND_ANSWER_INVALID" : "LND_ERROR";
};

/**
 * What an error of the library means: an array `[code, name, { err }]`, or the gRPC error itself
 * from a subscription. Only the meaning is kept: the error's own text never goes further.
 */
export const toFaultCode = (error: unknown): LndFaultCode => {
  const fromArray = libraryError.safeParse(error);
  if (fromArray.success) {
    const [, name, details] = fromArray.data;
    return fromLibrary(name, details);
  }
  const plain = grpcError.safeParse(error);
  return plain.success ? fromGrpc(plain.data) : "LND_ERROR";
};
