import { Failure } from "../../domain/failure.ts";
import {
  type MintAccount,
  type MintCommon,
  type MintFields,
} from "../../domain/emv/mint-fields.ts";
import { parseFiat, type Currency } from "../../domain/money.ts";

/** The fields that can be given, under the names with which a code is printed. */
export const FIELD_NAMES = [
  "merchantType",
  "bakongAccountID",
  "accountInformation",
  "merchantID",
  "acquiringBank",
  "unionPay",
  "merchantCategoryCode",
  "currency",
  "amount",
  "merchantName",
  "merchantCity",
  "billNumber",
  "mobileNumber",
  "storeLabel",
  "terminalLabel",
  "purposeOfTransaction",
  "languagePreference",
  "merchantNameAlternateLanguage",
  "merchantCityAlternateLanguage",
  "createdAtMs",
  "expiresAtMs",
] as const;

type FieldName = (typeof FIELD_NAMES)[number];

/** What to mint as text; `additionalData` holds further sub-tags of 62. */
export type MintInput = { readonly [name in FieldName]?: string } & {
  readonly additionalData?: Readonly<Record<string, string>>;
};

/** How long a dynamic code lives when its expiry is not given. */
const DEFAULT_LIFETIME_MS = 600_000;

const need = (input: MintInput, name: FieldName): string => {
  const value = input[name];
  if (value === undefined) throw new Failure("INPUT_FIELD_MISSING", `${name} is missing`);
  return value;
};

const refuseField = (name: FieldName, message: string): never => {
  throw new Failure("INPUT_FIELD_INVALID", `${name}: ${message}`);
};

const optional = <Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [key in Name]?: string } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [key in Name]?: string };

const toAccount = (input: MintInput): MintAccount => {
  const id = need(input, "bakongAccountID");
  const type = input.merchantType ?? (input.merchantID === undefined ? "29" : "30");
  if (type === "30") {
    if (input.accountInformation !== undefined) refuseField("accountInformation", "goes with 29");
    const merchantId = need(input, "merchantID");
    return { kind: "corporate", id, merchantId, acquiringBank: need(input, "acquiringBank") };
  }
  if (type !== "29") refuseField("merchantType", "29 or 30");
  if (input.merchantID !== undefined) refuseField("merchantID", "goes with 30");
  const bank = optional("acquiringBank", input.acquiringBank);
  const { accountInformation } = input;
  return accountInformation === undefined
    ? { kind: "individual", id, ...bank }
    : { kind: "remittance", id, accountInformation, ...bank };
};

const LANGUAGE_FIELDS = [
  "languagePreference",
  "merchantNameAlternateLanguage",
  "merchantCityAlternateLanguage",
] as const;

const toLanguage = (input: MintInput): Pick<MintCommon, "language"> => {
  if (LANGUAGE_FIELDS.every((name) => input[name] === undefined)) return {};
  return {
    language: {
      preference: need(input, "languagePreference"),
      name: need(input, "merchantNameAlternateLanguage"),
      ...optional("city", input.merchantCityAlternateLanguage),
    },
  };
};

const toCommon = (input: MintInput): MintCommon => ({
  account: toAccount(input),
  merchantName: need(input, "merchantName"),
  ...optional("merchantCity", input.merchantCity),
  ...optional("merchantCategoryCode", input.merchantCategoryCode),
  ...optional("unionPay", input.unionPay),
  ...optional("mobileNumber", input.mobileNumber),
  ...optional("storeLabel", input.storeLabel),
  ...optional("terminalLabel", input.terminalLabel),
  ...optional("purposeOfTransaction", input.purposeOfTransaction),
  ...(input.additionalData === undefined ? {} : { additionalData: input.additionalData }),
  ...toLanguage(input),
});

const toCurrency = (input: MintInput): Currency => {
  const currency = input.currency ?? "KHR";
  if (currency === "KHR" || currency === "USD") return currency;
  return refuseField("currency", "KHR or USD");
};

const toTime = (input: MintInput, name: "createdAtMs" | "expiresAtMs", absent: number): number => {
  const value = input[name];
  if (value === undefined) return absent;
  return /^\d{1,15}$/.test(value) ? Number(value) : refuseField(name, "Unix milliseconds");
};

/**
 * Fields as they come from a command line or a JSON object, made ready to mint: dynamic when there
 * is an amount, 30 when there is a merchant id. Throws `INPUT_FIELD_MISSING`, `INPUT_FIELD_INVALID`
 * and `AMOUNT_INVALID`.
 */
export const toMintFields = (input: MintInput, nowMs: () => number): MintFields => {
  const common = toCommon(input);
  const currency = toCurrency(input);
  const bill = optional("billNumber", input.billNumber);
  if (input.amount === undefined) {
    const stray = (["createdAtMs", "expiresAtMs"] as const).find((name) => name in input);
    if (stray !== undefined) refuseField(stray, "goes with an amount");
    return { ...common, kind: "static", currency, ...bill };
  }
  const createdAtMs = toTime(input, "createdAtMs", nowMs());
  const expiresAtMs = toTime(input, "expiresAtMs", createdAtMs + DEFAULT_LIFETIME_MS);
  const amount = parseFiat(currency, input.amount);
  if (input.billNumber === undefined) {
    throw new Failure(
      "MINT_BILL_NUMBER_MISSING",
      "billNumber: a code with an amount needs its own",
    );
  }
  return {
    ...common,
    kind: "dynamic",
    amount,
    billNumber: input.billNumber,
    createdAtMs,
    expiresAtMs,
  };
};
