// EMVCo QRCPS MPM v1.1, 3.2 and 4.2: a data object is an id of two digits, a length of two digits
// and a value; a template is a value that is again a run of data objects.

/** One data object. Numbers stand for the two digits: tag `"08"` is 8. */
export interface TlvElement {
  readonly tag: number;
  readonly value: string;
  /** UTF-16 index of the value's first character in the whole payload. */
  readonly at: number;
}

/** Why a walk stopped. */
export interface TlvFault {
  readonly code: "MALFORMED_TLV" | "EMPTY_VALUE" | "DUPLICATE_TAG";
  /** The tag at fault, where there is one to name: overrun, empty value, duplicate. */
  readonly tag: number | null;
  /** UTF-16 index in the payload: of the tag or length that is no number, of the length that is
   * zero or too great, of the second of two equal tags, or of the characters left over. */
  readonly position: number;
}

/** What a walk found, up to the fault if there is one. */
export interface TlvWalk {
  readonly elements: readonly TlvElement[];
  readonly fault: TlvFault | null;
}

/** The number two ASCII digits at `at` stand for; -1 when they are not that. */
export const digitPair = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
};

/** The number that the ASCII digits, at most 15, from `start` to `end` stand for; -1 if they are not that. */
export const digitsToNumber = (text: string, start: number, end: number): number => {
  let number = 0;
  for (let index = start; index < end; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
};

/** A tag as it is printed: `"08"` for 8. */
export const formatTag = (tag: number): string => (tag < 10 ? `0${tag}` : String(tag));

/** The element with this tag, or null. */
export const findElement = (elements: readonly TlvElement[], tag: number): TlvElement | null => {
  for (let index = 0; index < elements.length; index += 1) {
    const element = elements[index];
    if (element?.tag === tag) return element;
  }
  return null;
};

/** The value under this tag, or null. */
export const findValue = (elements: readonly TlvElement[], tag: number): string | null =>
  findElement(elements, tag)?.value ?? null;

const malformed = (position: number, tag: number | null = null): TlvFault => ({
  code: "MALFORMED_TLV",
  tag,
  position,
});

/** What is wrong with a header whose tag and length were read as these; -1 is what was no number. */
const headerFault = (at: number, tag: number, length: number, rest: number): TlvFault => {
  if (rest < 4 || tag < 0) return malformed(at);
  if (length < 0) return malformed(at + 2);
  return length === 0 ? { code: "EMPTY_VALUE", tag, position: at + 2 } : malformed(at + 2, tag);
};

/**
 * Walk the data objects in `text` from `start` to `end`, stopping at the first fault. No position
 * is ever computed from a length that was not checked, so each step moves forward; and since a
 * repeated tag stops the walk, it takes at most 100 steps of 103 characters, however long the text.
 * Lengths count UTF-16 units, as NBC's own samples do.
 */
export const walkTlv = (text: string, start: number, end: number): TlvWalk => {
  const elements: TlvElement[] = [];
  let highest = -1;
  let at = start;
  while (at < end) {
    const tag = digitPair(text, at);
    const length = digitPair(text, at + 2);
    const valueAt = at + 4;
    const next = valueAt + length;
    if (tag < 0 || length <= 0 || next > end) {
      return { elements, fault: headerFault(at, tag, length, end - at) };
    }
    if (tag <= highest && findElement(elements, tag) !== null) {
      return { elements, fault: { code: "DUPLICATE_TAG", tag, position: at } };
    }
    if (tag > highest) highest = tag;
    // Not `push`, which V8 calls here instead of compiling it in: as dear as reading the header.
    elements[elements.length] = { tag, value: text.slice(valueAt, next), at: valueAt };
    at = next;
  }
  return { elements, fault: null };
};

/** Walk the data objects inside a template that a walk over `text` found. */
export const walkTemplate = (text: string, template: TlvElement): TlvWalk =>
  walkTlv(text, template.at, template.at + template.value.length);
