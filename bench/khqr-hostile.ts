import { crc16, formatCrc } from "../main/domain/emv/crc16.ts";

const LENGTH = 4_096;

const tlv = (tag: number, value: string): string =>
  `${String(tag).padStart(2, "0")}${String(value.length).padStart(2, "0")}${value}`;

const seal = (body: string): string => `${body}6304${formatCrc(crc16(`${body}6304`))}`;

const HEAD = "000201010211";
const TAIL = "5204599953031165802KH5901N6001C";

const fill = (start: string, unit: string): string =>
  start + unit.repeat(Math.floor((LENGTH - 8 - start.length) / unit.length));

/** As many tags as a container can hold, in the order that makes the search for repeats longest. */
const everyTag = (value: string): string =>
  Array.from({ length: 99 }, (_, index) => (99 - index === 63 ? "" : tlv(99 - index, value))).join(
    "",
  );

const nest = (tag: number): string => {
  let value = "x";
  while (value.length <= 95) value = tlv(tag, value);
  return value;
};

/** A text made to hurt a reader. All carry a checksum that fits where they could be EMV at all. */
export interface Hostile {
  readonly name: string;
  readonly payload: string;
}

/** Everything that is known to make one reader or another slow, loop or throw. */
export const HOSTILE: readonly Hostile[] = [
  { name: "one letter, 4,096 times", payload: "A".repeat(LENGTH) },
  { name: "digits", payload: seal(fill("0002", "0123456789")) },
  { name: "zeros", payload: seal(fill("0002", "0")) },
  { name: "three-byte characters", payload: seal(fill("000201", "ក")) },
  { name: "surrogate pairs", payload: seal(fill("000201", "🍜")) },
  { name: "halves of pairs", payload: seal(fill("000201", "\ud83c")) },
  { name: "every tag, descending", payload: seal(`000201${everyTag("x")}`) },
  { name: "every tag with a full value", payload: seal(`000201${everyTag("9".repeat(99))}`) },
  { name: "a tag again and again", payload: seal(fill(HEAD, "8101x")) },
  { name: "nested 29", payload: seal(`${HEAD}${nest(29)}${TAIL}`) },
  { name: "nested 62", payload: seal(`${HEAD}${tlv(29, "0006a@devb")}${TAIL}${nest(62)}`) },
  { name: "account of @", payload: seal(`${HEAD}${tlv(29, tlv(0, "@".repeat(95)))}${TAIL}`) },
  { name: "account of dots", payload: seal(`${HEAD}${tlv(29, tlv(0, ".".repeat(95)))}${TAIL}`) },
  { name: "account of a's", payload: seal(`${HEAD}${tlv(29, tlv(0, "a".repeat(95)))}${TAIL}`) },
  {
    name: "sub-length that is no number",
    payload: seal(`${HEAD}${tlv(29, "00xxjohn@devb")}${TAIL}`),
  },
  { name: "negative sub-length", payload: seal(`${HEAD}${tlv(29, "00-4john@devb")}${TAIL}`) },
  {
    name: "tail in 62",
    payload: seal(`${HEAD}${tlv(29, "0006a@devb")}${TAIL}${tlv(62, "0104INV10")}`),
  },
  { name: "overrun", payload: seal(`${HEAD}2999john@devb`) },
  {
    name: "templates of zero lengths",
    payload: seal(`${HEAD}${tlv(26, "0100".repeat(24))}${TAIL}`),
  },
  { name: "blanks", payload: " ".repeat(LENGTH) },
  { name: "a link that never ends", payload: `https://qr.alipay.com/${"a/".repeat(2_000)}` },
];
