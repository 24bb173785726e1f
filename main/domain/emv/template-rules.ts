// The templates after the fields: 62 (EMVCo QRCPS MPM v1.1, 4.8), 64 (4.9), and 99, which the NBC
// gives to the times of a dynamic code.

import { crcAt, endOf, invalidValue, openTemplate, type Draft, type Rule } from "./draft.ts";
import { fault, type KhqrFault } from "./fault.ts";
import { isDynamic } from "./field-rules.ts";
import { isLongerThan } from "./text.ts";
import { digitsToNumber, findElement, formatTag, type TlvElement } from "./tlv.ts";

const walkAdditionalData: Rule = (draft) => {
  const walk = openTemplate(draft, draft.tags.additionalData);
  draft.additionalData = walk.elements;
  return walk.fault;
};

const isLabel = (tag: number): boolean => (tag >= 1 && tag <= 3) || tag === 7 || tag === 8;

const judgeLabels: Rule = ({ additionalData }) => {
  for (const label of additionalData) {
    if (isLabel(label.tag) && isLongerThan(label.value, 25)) {
      return fault("FIELD_TOO_LONG", `62.${formatTag(label.tag)}`, label.at);
    }
  }
  return null;
};

const walkLanguage: Rule = (draft) => {
  const walk = openTemplate(draft, draft.tags.language);
  draft.language = walk.elements;
  return walk.fault;
};

// 4.9: with a language template come the language and the name in it.
const judgeLanguage: Rule = ({ tags, language }) => {
  if (tags.language === null) return null;
  if (findElement(language, 1) === null) return fault("MISSING_TAG", "64.01", endOf(tags.language));
  return findElement(language, 0) === null
    ? fault("MISSING_TAG", "64.00", endOf(tags.language))
    : null;
};

const walkTimestamp: Rule = (draft) => {
  const walk = openTemplate(draft, draft.tags.timestamp);
  draft.timestamp = walk.elements;
  return walk.fault;
};

const needsExpiry = (draft: Draft): boolean =>
  isDynamic(draft) || (draft.amount !== null && draft.amount.minor > 0n);

/** A time as tag 99 prints it: 13 digits, Unix milliseconds. Null for anything else. */
const toMilliseconds = (payload: string, printed: TlvElement | null): number | null => {
  if (printed?.value.length !== 13) return null;
  const time = digitsToNumber(payload, printed.at, printed.at + 13);
  return time < 0 ? null : time;
};

const judgeMissingExpiry = ({ options, payload, tags }: Draft): KhqrFault | null => {
  if (options.acceptMissingExpiry === true) return null;
  return tags.timestamp === null
    ? fault("MISSING_EXPIRY", "99", crcAt(payload))
    : fault("MISSING_EXPIRY", "99.01", endOf(tags.timestamp));
};

// Judged on its own terms, not by tag 01: else removing 01 revives an expired code. On an open code
// tag 99 is opaque, for printed stands carry ids there that are no times.
const judgeExpiry: Rule = (draft) => {
  if (!needsExpiry(draft)) return null;
  const expiry = findElement(draft.timestamp, 1);
  if (expiry === null) return judgeMissingExpiry(draft);
  const expiresAtMs = toMilliseconds(draft.payload, expiry);
  if (expiresAtMs === null) return invalidValue("INVALID_EXPIRY", expiry);
  const createdAtMs = toMilliseconds(draft.payload, findElement(draft.timestamp, 0));
  if (createdAtMs !== null && expiresAtMs < createdAtMs) {
    return fault("INVALID_EXPIRY", "before creation", expiry.at);
  }
  draft.expiresAtMs = expiresAtMs;
  const { atMs, skewMs = 0 } = draft.options;
  return atMs !== null && expiresAtMs + skewMs < atMs ? invalidValue("EXPIRED", expiry) : null;
};

/** The rules about 62, 64 and 99, in their order. */
export const judgeTemplates: Rule = (draft) =>
  walkAdditionalData(draft) ??
  judgeLabels(draft) ??
  walkLanguage(draft) ??
  judgeLanguage(draft) ??
  walkTimestamp(draft) ??
  judgeExpiry(draft);
