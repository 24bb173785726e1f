import { crc16, formatCrc } from "../main/domain/emv/crc16.ts";
import { mintKhqr } from "../main/domain/emv/mint.ts";
import type { MintAccount } from "../main/domain/emv/mint-fields.ts";
import { formatFiat, parseFiat, type Currency } from "../main/domain/money.ts";
import type { SampleCode, SampleId } from "./contract.ts";

/** The shop whose counter this is. */
export const SHOP_NAME = "Phsar Thmei Coffee";

const SHOP: MintAccount = { kind: "individual", id: "phsar_thmei@aclb" };
const LIFETIME_MS = 600_000;
/** An order with less left than this is made out anew before anybody sees it. */
const RENEW_BEFORE_MS = 120_000;
const ORDER_AMOUNTS = { "order-khr": "24000", "order-usd": "7.50" } as const;

type OrderId = keyof typeof ORDER_AMOUNTS;

const isOrder = (id: SampleId): id is OrderId => Object.hasOwn(ORDER_AMOUNTS, id);
const currencyOf = (id: OrderId): Currency => (id === "order-khr" ? "KHR" : "USD");

const staticCode = (currency: Currency): string =>
  mintKhqr({ kind: "static", account: SHOP, merchantName: SHOP_NAME, currency }).payload;

const orderCode = (id: OrderId, amount: string, bill: { number: string; atMs: number }): string =>
  mintKhqr({
    kind: "dynamic",
    account: SHOP,
    merchantName: SHOP_NAME,
    amount: parseFiat(currencyOf(id), amount),
    billNumber: bill.number,
    createdAtMs: bill.atMs,
    expiresAtMs: bill.atMs + LIFETIME_MS,
  }).payload;

const sealed = (body: string): string => body + formatCrc(crc16(body));

const withWrongCrc = (payload: string): string =>
  payload.slice(0, -1) + (payload.endsWith("0") ? "1" : "0");

const sample = (
  id: SampleId,
  payload: string,
  words: { readonly title: string; readonly about: string; readonly isRefused?: boolean },
): SampleCode => ({ id, payload, isRefused: false, ...words });

const goodSamples = (): readonly SampleCode[] => [
  sample("shop-khr", staticCode("KHR"), {
    title: "The shop's sticker, riel",
    about: "Static KHQR: the cashier keys in the amount.",
  }),
  sample("shop-usd", staticCode("USD"), {
    title: "The shop's sticker, dollars",
    about: "The same account, in dollars.",
  }),
  sample(
    "company",
    mintKhqr({
      kind: "static",
      account: {
        kind: "corporate",
        id: "angkor_market@abaa",
        merchantId: "002134",
        acquiringBank: "ABA Bank",
      },
      merchantName: "ANGKOR MARKET SIEM REAP",
      merchantCity: "Siem Reap",
      currency: "KHR",
    }).payload,
    { title: "A company's code", about: "Tag 30: the bank knows the payee by a merchant number." },
  ),
  sample(
    "khmer",
    mintKhqr({
      kind: "static",
      account: { kind: "individual", id: "sok_dara@wing" },
      merchantName: "SOK DARA FRUIT",
      currency: "KHR",
      language: { preference: "km", name: "សុខ ដារ៉ា លក់ផ្លែឈើ", city: "ភ្នំពេញ" },
    }).payload,
    { title: "A name in Khmer", about: "Tag 64 carries the name in Khmer beside the Latin one." },
  ),
];

const refusedSamples = (nowMs: number): readonly SampleCode[] => [
  sample(
    "expired",
    orderCode("order-khr", "18000", { number: "OLD-1", atMs: nowMs - 6 * LIFETIME_MS }),
    {
      title: "An expired order",
      about: "It was made out an hour ago and held for ten minutes.",
      isRefused: true,
    },
  ),
  sample("wrong-crc", withWrongCrc(staticCode("KHR")), {
    title: "A damaged sticker",
    about: "One digit of the check sum is wrong.",
    isRefused: true,
  }),
  sample(
    "promptpay",
    sealed("00020101021129370016A000000677010111011300668999999995802TH53037646304"),
    { title: "PromptPay", about: "Thailand's code: another country's money.", isRefused: true },
  ),
  sample(
    "vietqr",
    sealed(
      "00020101021138530010A0000007270123000697041601091234567890208QRIBFTTA53037045802VN6304",
    ),
    { title: "VietQR", about: "Vietnam's code: another country's money.", isRefused: true },
  ),
];

/** The codes on the shop's counter. */
export interface SampleBook {
  /** The shop's static code in riel. */
  readonly ownKhqr: string;
  /** All, in the order in which a page shows them; orders always have minutes left. */
  list(): readonly SampleCode[];
  /** The text to scan now; an order is made out anew, for `amount` when given. Throws as `parseFiat` and `mintKhqr` do. */
  take(id: SampleId, amount?: string): string;
}

interface OpenOrder {
  readonly payload: string;
  readonly amount: string;
  readonly expiresAtMs: number;
}

/** Lay them out. `nowMs` is Unix time. */
export const createSampleBook = (nowMs: () => number): SampleBook => {
  const good = goodSamples();
  const refused = refusedSamples(nowMs());
  const orders = new Map<OrderId, OpenOrder>();
  let bills = 0;

  const makeOut = (id: OrderId, amount: string): OpenOrder => {
    bills += 1;
    const atMs = nowMs();
    const number = `${atMs.toString(36).toUpperCase()}-${bills}`;
    const payload = orderCode(id, amount, { number, atMs });
    const order = { payload, amount, expiresAtMs: atMs + LIFETIME_MS };
    orders.set(id, order);
    return order;
  };
  const current = (id: OrderId): OpenOrder => {
    const order = orders.get(id);
    if (order !== undefined && order.expiresAtMs - nowMs() > RENEW_BEFORE_MS) return order;
    return makeOut(id, order?.amount ?? ORDER_AMOUNTS[id]);
  };
  const order = (id: OrderId): SampleCode => {
    const { payload, amount } = current(id);
    const title = `An order for ${formatFiat(parseFiat(currencyOf(id), amount))}`;
    return sample(id, payload, { title, about: "Dynamic KHQR: holds for ten minutes." });
  };
  const list = (): readonly SampleCode[] => [
    ...good.slice(0, 2),
    order("order-khr"),
    order("order-usd"),
    ...good.slice(2),
    ...refused,
  ];
  return {
    ownKhqr: good[0]?.payload ?? "",
    list,
    take: (id, amount) => {
      if (isOrder(id)) return makeOut(id, amount ?? current(id).amount).payload;
      return list().find((code) => code.id === id)?.payload ?? "";
    },
  };
};
