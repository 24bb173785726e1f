import { z } from "zod";
import { AMOUNT_LIMITS } from "../domain/limits.ts";
import { fiat, fiatToDecimal, type Currency } from "../domain/money.ts";
import { MAX_QUOTE_TTL_MS, MAX_SPREAD_PPM } from "../domain/quote.ts";
import { amount, count, durationMs, file, hostAndPort, ppm, webAddress, words } from "./fields.ts";
import { chainSend } from "./schema-chain.ts";
import { dayClose } from "./schema-day-close.ts";
import { devices } from "./schema-devices.ts";
import { rates } from "./schema-rates.ts";
import { refunds } from "./schema-refunds.ts";
import { standIn } from "./schema-stand-in.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const terminal = z.strictObject({
  name: words(24, "Name of this terminal, on the cashier's screen and on receipts"),
  shopName: words(40, "Name of the shop, on the payer's screen and on receipts"),
  ownKhqr: words(512, "The shop's own KHQR code, offered on the idle screen")
    .nullable()
    .default(null),
  language: z.enum(["en", "km"]).default("en").describe("Language of both screens at a start"),
  theme: z
    .enum(["light", "dark"])
    .default("light")
    .describe("Light for daylight, dark for a night market"),
  soundVolume: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .describe("Loudness of the signals; 0 is silent"),
  timeZone: z
    .literal("Asia/Phnom_Penh")
    .default("Asia/Phnom_Penh")
    .describe("Zone of business days and receipts; the rail's and the central bank's"),
});

const lnd = z.strictObject({
  socket: hostAndPort("Where the node's gRPC interface listens"),
  tlsCertificateFile: file("public", "The node's certificate (PEM); the only one that is trusted"),
  macaroonFile: file("secret", "The node's macaroon, for hold invoices and no more"),
  booksMacaroonFile: file(
    "secret",
    "A second macaroon that reads the node's balances for the day close; without it the close says that the node's bitcoin was not told",
  )
    .nullable()
    .default(null),
  payoutMacaroonFile: file(
    "secret",
    "A macaroon limited to paying invoices; without it the terminal sends nothing over Lightning",
  )
    .nullable()
    .default(null),
  chainMacaroonFile: file(
    "secret",
    "A macaroon limited to sending on the chain; without it the terminal sends nothing there",
  )
    .nullable()
    .default(null),
  network: z
    .enum(["mainnet", "testnet", "signet", "regtest", "simnet"])
    .default("mainnet")
    .describe("Network of the node: invoices and addresses of any other are refused"),
  deadlineMs: durationMs(1_000, MINUTE_MS, 10_000, "Time that one call to the node may take"),
  cltvDelta: count(
    80,
    1_008,
    144,
    "Blocks between the payer's HTLC and its time-out: 144 leave about 17 hours even when blocks come fast",
  ),
  minVersion: z
    .string()
    .regex(/^\d{1,3}\.\d{1,3}\.\d{1,3}$/)
    .default("0.21.2")
    .meta({
      description: "Oldest LND that is worked with: before 0.21 it gives up held payments later",
      allowed: 'a version, such as "0.21.2"',
    }),
});

const deadline = (what: string, defaultMs: number) =>
  durationMs(1_000, 2 * MINUTE_MS, defaultMs, `Time that ${what} may take`);

const rail = z.strictObject({
  baseUrl: webAddress("Where the payout rail's API is served"),
  tokenFile: file("secret", "The bearer token that the rail gave to this terminal"),
  caFile: file("public", "Certificate authority of the rail (PEM); the system's when null")
    .nullable()
    .default(null),
  deadlines: z
    .strictObject({
      lookUpMs: deadline("looking up an account", 5_000),
      submitMs: deadline(
        "submitting a payout: long, since giving up early only makes it unknown",
        30_000,
      ),
      queryMs: deadline("asking after a payout", 10_000),
      floatMs: deadline("asking for the float", 5_000),
    })
    .prefault({}),
  consistencyMs: durationMs(
    10_000,
    DAY_MS,
    2 * MINUTE_MS,
    'How long the rail may say "not found" of a payout that it has accepted',
  ),
});

const settlement = z
  .strictObject({
    baseUrl: webAddress("Where the back office takes settlement records"),
    tokenFile: file("secret", "The bearer token that the back office gave to this terminal"),
    caFile: file("public", "Certificate authority of the back office (PEM); the system's when null")
      .nullable()
      .default(null),
    deadlineMs: deadline("one delivery of records", 10_000),
  })
  .nullable()
  .default(null);

const quote = z.strictObject({
  ttlMs: durationMs(
    10_000,
    MAX_QUOTE_TTL_MS,
    MINUTE_MS,
    "How long a price is locked: the operator bears the market for this long",
  ),
  spreadPpm: ppm(Number(MAX_SPREAD_PPM), 10_000n, "The terminal's fee on the market price"),
  expiryGraceMs: durationMs(
    0,
    30_000,
    5_000,
    "How late a payment may be accepted by the node and still count as in time",
  ),
});

const limit = (currency: Currency) =>
  z
    .strictObject({
      min: amount(
        currency,
        fiatToDecimal(fiat(currency, AMOUNT_LIMITS[currency].min)),
        `Least that one payment may be for, in ${currency}`,
      ),
      max: amount(
        currency,
        fiatToDecimal(fiat(currency, AMOUNT_LIMITS[currency].max)),
        `Most that one payment may be for, in ${currency}: the daily limit of an account with the least evidence`,
      ),
    })
    .prefault({});

const perDay = (meaning: string, fallback: Readonly<Record<Currency, string>>) =>
  z
    .strictObject({
      KHR: amount("KHR", fallback.KHR, `${meaning}, in KHR`),
      USD: amount("USD", fallback.USD, `${meaning}, in USD`),
    })
    .prefault({});

const OPEN_TOTAL =
  "Most that all open payments may be for together: what a terminal that vanishes can lose";

const DAY_TERMINAL =
  "Most that this terminal may take in a day, which is the last 24 hours and the business day";
const DAY_ACCOUNT = "Most that may be paid to one merchant's account in a day from this terminal";

const limits = z.strictObject({
  KHR: limit("KHR"),
  USD: limit("USD"),
  maxOpenSwaps: count(1, 50, 5, "Payments that may be open at once on this terminal"),
  maxOpenTotal: z
    .strictObject({
      KHR: amount("KHR", "4000000", `${OPEN_TOTAL}, in KHR`),
      USD: amount("USD", "1000.00", `${OPEN_TOTAL}, in USD`),
    })
    .prefault({}),
  perDay: z
    .strictObject({
      terminal: perDay(DAY_TERMINAL, { KHR: "40000000", USD: "10000.00" }),
      account: perDay(DAY_ACCOUNT, { KHR: "12000000", USD: "3000.00" }),
    })
    .prefault({}),
});

const pay = z.strictObject({
  payoutMinBlocks: count(
    20,
    500,
    42,
    "A payout may start only with this many blocks left: the node's 18 and four hours",
  ),
  suspenseBlocks: count(
    19,
    500,
    30,
    "With this many blocks left a payment whose payout is unknown is kept in suspense: the node's 18 and two hours",
  ),
  nodeCancelBlocks: count(
    12,
    144,
    18,
    "Blocks left at which the node gives up a held payment by itself (holdexpirydelta of LND 0.21)",
  ),
  maxOverpayPpm: ppm(1_000_000, 10_000n, "A payment that exceeds its invoice by more is returned"),
  maxSlippagePpm: ppm(
    100_000,
    10_000n,
    "A market that moved further against the terminal since the quote cancels the payment",
  ),
  payoutAlarmMs: durationMs(
    10_000,
    60 * MINUTE_MS,
    MINUTE_MS,
    "How long a payout may be unknown before a person is called",
  ),
  creditAlarmMs: durationMs(
    MINUTE_MS,
    7 * DAY_MS,
    6 * 60 * MINUTE_MS,
    "How long a shop may wait for a credit that is pending before a person is called",
  ),
});

const backup = z
  .strictObject({
    path: z.string().min(1).max(4_096).meta({
      description:
        "Folder on another medium that gets copies of the journal; never made, so that a medium that is not there is noticed",
      allowed: "a path of a folder",
    }),
    everyMs: durationMs(MINUTE_MS, DAY_MS, 60 * MINUTE_MS, "How often a copy is made"),
    keep: count(1, 1_000, 48, "Copies that stay, the newest ones"),
  })
  .nullable()
  .default(null);

const MEBIBYTE = 1_048_576;
const GIBIBYTE = 1_024 * MEBIBYTE;

const disk = z.strictObject({
  minFreeBytes: count(
    0,
    Number.MAX_SAFE_INTEGER,
    200 * MEBIBYTE,
    "With less room on the disk of the journal no new payment starts",
  ),
  reserveBytes: count(
    0,
    GIBIBYTE,
    64 * MEBIBYTE,
    "Room that is kept in a file of its own and given back when the disk is full, so that payments that have begun can end",
  ),
  maxLogBytes: count(
    MEBIBYTE,
    GIBIBYTE,
    64 * MEBIBYTE,
    "A journal whose log grows beyond this is an alarm, and the log is folded in at once",
  ),
});

/** Each section of the configuration by itself, so that the faults of all are found at once. */
export const sections = {
  mode: z
    .enum(["sandbox", "live"])
    .default("sandbox")
    .describe(
      "`sandbox` works against simulated banks and nodes on this machine and says so everywhere",
    ),
  terminal,
  dataDir: z.string().min(1).max(4_096).meta({
    description: "Folder of the journal; made at the first start",
    allowed: "a path of a folder",
  }),
  disk: disk.prefault({}),
  backup,
  keyFile: file("key", "The key that seals preimages in the journal; made at the first start"),
  lnd,
  rail,
  settlement,
  rates: rates.prefault({}),
  quote: quote.prefault({}),
  limits: limits.prefault({}),
  pay: pay.prefault({}),
  chainSend: chainSend.prefault({}),
  dayClose: dayClose.prefault({}),
  standIn,
  refunds: refunds.prefault({}),
  devices: devices.prefault({}),
  kiosk: z
    .strictObject({
      port: count(0, 65_535, 0, "TCP port of the screens on 127.0.0.1; 0 takes any that is free"),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(["debug", "info", "warn", "error"])
        .default("info")
        .describe("Least serious lines that are written"),
    })
    .prefault({}),
};

/** The whole configuration. */
export const configSchema = z.strictObject(sections);

type DeepReadonly<T> = T extends bigint | string | number | boolean | null
  ? T
  : { readonly [Key in keyof T]: DeepReadonly<T[Key]> };

/** The configuration as the terminal uses it: complete, judged, frozen; paths are absolute. */
export type Config = DeepReadonly<z.output<typeof configSchema>>;
