// KHQR puts an account where EMVCo QRCPS MPM v1.1, 4.7.4 wants a registered id (the GUID in sub-tag
// 00 of 26 to 51), and shares 29 and 30 with Thai, Chinese and Japanese schemes. So the GUID decides
// what a code is, and the country (58) where no GUID is known.

import { type RootTags } from "./root.ts";
import { digitPair, formatTag, type TlvElement } from "./tlv.ts";

interface Scheme {
  readonly name: string;
  readonly label: string;
  /** Upper case. An application id is compared exactly, a reverse domain name without regard to case. */
  readonly ids?: readonly string[];
  readonly prefix?: string;
}

const SCHEMES: readonly Scheme[] = [
  {
    name: "promptpay-credit",
    label: "PromptPay (Thailand)",
    ids: ["A000000677010111", "A000000677010114"],
  },
  { name: "promptpay-bill", label: "PromptPay bill (Thailand)", ids: ["A000000677010112"] },
  {
    name: "promptpay-bill-xborder",
    label: "PromptPay cross-border bill (Thailand)",
    ids: ["A000000677012006"],
  },
  {
    name: "promptpay-innovation",
    label: "Thai payment innovation",
    ids: ["A000000677010113", "A000000677012004"],
  },
  { name: "vietqr", label: "VietQR (Vietnam)", ids: ["A000000727"] },
  { name: "laoqr", label: "LAO QR (Laos)", ids: ["A005266284662577"] },
  { name: "duitnow", label: "DuitNow (Malaysia)", prefix: "A0000006150001" },
  { name: "paynow", label: "PayNow (Singapore)", ids: ["SG.PAYNOW"] },
  { name: "sgqr", label: "SGQR (Singapore)", ids: ["SG.SGQR"] },
  { name: "qris", label: "QRIS (Indonesia)", ids: ["ID.CO.QRIS.WWW"] },
  { name: "jpqr", label: "JPQR (Japan)", ids: ["JP.OR.PAYMENTSJAPAN"] },
  { name: "qrph", label: "QR Ph (Philippines)", ids: ["COM.P2PQRPAY"], prefix: "PH." },
  { name: "hkfps", label: "FPS (Hong Kong)", ids: ["HK.COM.HKICL"] },
  { name: "nepalpay", label: "NepalPay (Nepal)", ids: ["NP.GOV.NRB"] },
];

/** Native codes of wallets: no EMV at all, but worth a name in the refusal. */
const NATIVE: readonly { readonly name: string; readonly label: string; readonly url: RegExp }[] = [
  { name: "alipay", label: "Alipay", url: /^https?:\/\/(?:qr|ds|mobilecodec)\.alipay\.com\//i },
  { name: "wechat", label: "WeChat Pay", url: /^(?:wxp:\/\/|weixin:\/\/)/i },
];

/** Account tags of the card networks: EMVCo QRCPS MPM v1.1, table 4.3. */
const NETWORKS: readonly (readonly [last: number, label: string])[] = [
  [3, "Visa"],
  [5, "Mastercard"],
  [8, "EMVCo"],
  [10, "Discover"],
  [12, "American Express"],
  [14, "JCB"],
  [16, "UnionPay"],
];

/**
 * Sub-tag 00 of a template that may belong to a scheme with other habits: tags are not judged, and
 * the search is given up at the first bad length.
 */
const readGuid = (text: string, template: TlvElement): string | null => {
  const end = template.at + template.value.length;
  let at = template.at;
  while (at + 4 <= end) {
    const length = digitPair(text, at + 2);
    const next = at + 4 + length;
    if (length < 0 || next > end) return null;
    if (digitPair(text, at) === 0) return text.slice(at + 4, next);
    at = next;
  }
  return null;
};

/** True for text on both sides of exactly one `@`. */
export const splitsAtOne = (id: string): boolean => {
  const at = id.indexOf("@");
  return at > 0 && at < id.length - 1 && id.indexOf("@", at + 1) < 0;
};

const hasAccountId = (text: string, template: TlvElement | null): boolean =>
  template !== null && splitsAtOne(readGuid(text, template) ?? "");

const matchScheme = (guid: string): string | null => {
  const id = guid.includes(".") ? guid.toUpperCase() : guid;
  const isOf = (scheme: Scheme): boolean =>
    (scheme.ids?.includes(id) ?? false) ||
    (scheme.prefix !== undefined && id.startsWith(scheme.prefix));
  return SCHEMES.find(isOf)?.name ?? null;
};

const looksRegistered = (guid: string): boolean =>
  !guid.includes("@") && (/^[0-9a-f]{10,32}$/i.test(guid) || guid.includes("."));

/** A code of another scheme: the name to refuse it by, and where the code says so. */
export interface ForeignScheme {
  readonly name: string;
  readonly position: number;
}

interface Named extends ForeignScheme {
  readonly tag: number;
}

const byGuid = (text: string, root: readonly TlvElement[]): Named | null => {
  const found: Named[] = [];
  for (const element of root) {
    if (element.tag < 26 || element.tag > 51) continue;
    const name = matchScheme(readGuid(text, element) ?? "");
    if (name !== null) found.push({ name, tag: element.tag, position: element.at });
  }
  found.sort((a, b) => a.tag - b.tag);
  return found.find((scheme) => scheme.name === "jpqr") ?? found[0] ?? null;
};

const byCountry = (text: string, tags: RootTags): ForeignScheme | null => {
  const { country, individual, company } = tags;
  if (country === null || country.value === "KH") return null;
  const shared = [individual, company].filter((template) => template !== null);
  const isForeign =
    shared.length === 0 ||
    shared.some((template) => looksRegistered(readGuid(text, template) ?? ""));
  return isForeign ? { name: `emv-${country.value}`, position: country.at } : null;
};

/**
 * The neighbouring scheme a well-formed EMV code belongs to, or null when it may be a KHQR. An
 * account with one `@` in 29 or 30 makes it a KHQR, whatever else the code carries.
 */
export const recogniseScheme = (
  text: string,
  root: readonly TlvElement[],
  tags: RootTags,
): ForeignScheme | null =>
  hasAccountId(text, tags.individual) || hasAccountId(text, tags.company)
    ? null
    : (byGuid(text, root) ?? byCountry(text, tags));

/** The wallet whose own kind of code (a link, no EMV) this is: `alipay`, `wechat`; otherwise null. */
export const recogniseNative = (text: string): string | null =>
  NATIVE.find((wallet) => wallet.url.test(text))?.name ?? null;

/** Account tags (02 to 51) of a code, ascending, as they are printed: `02,04,15`. Empty for none. */
export const listAccountTags = (root: readonly TlvElement[]): string =>
  root
    .map((element) => element.tag)
    .filter((tag) => tag >= 2 && tag <= 51)
    .sort((a, b) => a - b)
    .map(formatTag)
    .join(",");

/** True when sub-tag 00 of 29 or 30 is an application id of a card scheme, not an account. */
export const isApplicationId = (id: string): boolean =>
  !id.includes("@") && (id.startsWith("A0000") || /^[A-Z0-9]{16}$/.test(id));

const labelNetworks = (tags: string): string => {
  const labels = tags.split(",").map((tag) => {
    const number = Number(tag);
    return NETWORKS.find(([last]) => number <= last)?.[1] ?? `account tag ${tag}`;
  });
  return [...new Set(labels)].join(", ");
};

/**
 * What a person calls the scheme that the detail of a `NOT_KHQR` or `NOT_EMV` fault names:
 * `PromptPay (Thailand)`, `UnionPay`, `EMV code of CN`. The detail itself where there is no better word.
 */
export const labelScheme = (detail: string): string => {
  const known = [...SCHEMES, ...NATIVE].find((scheme) => scheme.name === detail);
  if (known !== undefined) return known.label;
  if (/^emv-[A-Z]{2}$/.test(detail)) return `EMV code of ${detail.slice(4)}`;
  return /^\d\d(?:,\d\d)*$/.test(detail) ? labelNetworks(detail) : detail;
};
