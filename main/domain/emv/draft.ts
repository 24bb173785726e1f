import { type Currency, type Fiat } from "../money.ts";
import { fault, walkFault, type KhqrCode, type KhqrFault } from "./fault.ts";
import { createRootTags, type RootTags } from "./root.ts";
import { formatTag, walkTemplate, type TlvElement } from "./tlv.ts";

/** How a code is to be read. */
export interface ReadOptions {
  /**
   * Now, in Unix milliseconds, for the expiry. `null` while the clock is not trusted (a kiosk board
   * without a battery, before its time is synchronised): then no code is refused as expired.
   */
  readonly atMs: number | null;
  /** How far this clock may be ahead of the clock that minted the code. Default 0. */
  readonly skewMs?: number;
  /**
   * Read a code that has an amount but no expiry, as minted before 2024. Default false: the bank
   * apps refuse such a code too, and nothing says for how long its price holds.
   */
  readonly acceptMissingExpiry?: boolean;
}

/** What is known of a code while it is judged: each rule relies on those before it. */
export interface Draft {
  readonly payload: string;
  readonly options: ReadOptions;
  root: readonly TlvElement[];
  tags: RootTags;
  accountParts: readonly TlvElement[];
  additionalData: readonly TlvElement[];
  language: readonly TlvElement[];
  timestamp: readonly TlvElement[];
  currency: Currency;
  amount: Fiat | null;
  /** When the code ends, if it is one that has to. */
  expiresAtMs: number | null;
}

/** One rule: the fault it finds, or null. */
export type Rule = (draft: Draft) => KhqrFault | null;

const NOTHING: readonly TlvElement[] = [];
const NO_TAGS = createRootTags();

/** A draft of which nothing is known yet. */
export const createDraft = (payload: string, options: ReadOptions): Draft => ({
  payload,
  options,
  root: NOTHING,
  tags: NO_TAGS,
  accountParts: NOTHING,
  additionalData: NOTHING,
  language: NOTHING,
  timestamp: NOTHING,
  currency: "KHR",
  amount: null,
  expiresAtMs: null,
});

/** Where tag 63 begins: the last place where a missing tag of the root could have stood. */
export const crcAt = (payload: string): number => Math.max(0, payload.length - 8);

/** Where a template's value ends: the last place where a missing sub-tag could have stood. */
export const endOf = (template: TlvElement): number => template.at + template.value.length;

/** The fault of a code that lacks a mandatory tag of the root. */
export const missingTag = (draft: Draft, tag: string): KhqrFault =>
  fault("MISSING_TAG", tag, crcAt(draft.payload));

/** The fault of a value that its rule does not allow. */
export const invalidValue = (code: KhqrCode, element: TlvElement): KhqrFault =>
  fault(code, element.value, element.at);

/** What is in a template of the root, up to the fault if there is one. */
interface Opened {
  readonly elements: readonly TlvElement[];
  readonly fault: KhqrFault | null;
}

const ABSENT: Opened = { elements: NOTHING, fault: null };

/** Walk a template of the root; there is nothing in it when the code has no such tag. */
export const openTemplate = (draft: Draft, template: TlvElement | null): Opened => {
  if (template === null) return ABSENT;
  const { elements, fault: found } = walkTemplate(draft.payload, template);
  return { elements, fault: found === null ? null : walkFault(found, formatTag(template.tag)) };
};
