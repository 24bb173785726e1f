// CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, no reflection, no final XOR.
// EMVCo QRCPS MPM v1.1, 4.7.3 (ISO/IEC 13239); "123456789" gives 29B1.

const afterByte = (start: number): number => {
  let crc = start;
  for (let bit = 0; bit < 8; bit += 1) {
    crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
  }
  return crc & 0xffff;
};

// What a byte does to the checksum when it is the last one (T0) or has 1, 2 or 3 bytes after it. With
// the four, one step takes four bytes, which matters: the checksum is half of what reading costs.
const T0 = Uint16Array.from({ length: 256 }, (_, byte) => afterByte(byte << 8));
const T1 = T0.map(afterByte);
const T2 = T1.map(afterByte);
const T3 = T2.map(afterByte);

const feed = (crc: number, byte: number): number =>
  ((crc << 8) & 0xffff) ^ (T0[((crc >> 8) ^ byte) & 0xff] ?? 0);

const feedThree = (crc: number, code: number): number => {
  const head = crc ^ ((0xe0 | (code >> 12)) << 8) ^ (0x80 | ((code >> 6) & 0x3f));
  return (T2[(head >> 8) & 0xff] ?? 0) ^ (T1[head & 0xff] ?? 0) ^ (T0[0x80 | (code & 0x3f)] ?? 0);
};

const feedFour = (crc: number, code: number): number => {
  const head = feed(feed(crc, 0xf0 | (code >> 18)), 0x80 | ((code >> 12) & 0x3f));
  return feed(feed(head, 0x80 | ((code >> 6) & 0x3f)), 0x80 | (code & 0x3f));
};

/** Feed the UTF-8 bytes of one character of the BMP. */
const feedCode = (crc: number, code: number): number => {
  if (code < 0x80) return feed(crc, code);
  if (code < 0x800) return feed(feed(crc, 0xc0 | (code >> 6)), 0x80 | (code & 0x3f));
  return feedThree(crc, code);
};

const isSurrogate = (unit: number): boolean => (unit & 0xf800) === 0xd800;

/** U+FFFD, which every UTF-8 encoder writes where half a surrogate pair stands alone. */
const REPLACEMENT = 0xfffd;

/** The character that the surrogate at `index` makes with the next unit. */
const pairAt = (text: string, index: number, end: number): number => {
  const high = text.charCodeAt(index);
  const low = index + 1 < end ? text.charCodeAt(index + 1) : 0;
  const isPair = high < 0xdc00 && low >= 0xdc00 && low <= 0xdfff;
  return isPair ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) : REPLACEMENT;
};

const feedCharacters = (start: number, text: string, from: number, end: number): number => {
  let crc = start;
  for (let index = from; index < end; index += 1) {
    const unit = text.charCodeAt(index);
    const code = isSurrogate(unit) ? pairAt(text, index, end) : unit;
    crc = code > 0xffff ? feedFour(crc, code) : feedCode(crc, code);
    if (code > 0xffff) index += 1;
  }
  return crc;
};

/**
 * The checksum of the UTF-8 bytes of `text` up to (not including) UTF-16 index `end`: 0 to 65535.
 * EMV lengths count characters, but the checksum runs over bytes: readers that feed it character
 * codes refuse every code with Khmer in it.
 */
export const crc16 = (text: string, end: number = text.length): number => {
  let crc = 0xffff;
  let index = 0;
  for (; index + 4 <= end; index += 4) {
    const a = text.charCodeAt(index);
    const b = text.charCodeAt(index + 1);
    const c = text.charCodeAt(index + 2);
    const d = text.charCodeAt(index + 3);
    if ((a | b | c | d) < 0x80) {
      const head = crc ^ (a << 8) ^ b;
      crc =
        (T3[(head >> 8) & 0xff] ?? 0) ^
        (T2[head & 0xff] ?? 0) ^
        (T1[c & 0xff] ?? 0) ^
        (T0[d & 0xff] ?? 0);
    } else {
      if (isSurrogate(a) || isSurrogate(b) || isSurrogate(c) || isSurrogate(d)) break;
      crc = feedCode(feedCode(feedCode(feedCode(crc, a), b), c), d);
    }
  }
  return feedCharacters(crc, text, index, end);
};

/** A checksum as it is written into a code: four upper-case hex digits, zeros in front. */
export const formatCrc = (crc: number): string => crc.toString(16).toUpperCase().padStart(4, "0");

const hexDigit = (unit: number): number => {
  if (unit >= 48 && unit <= 57) return unit - 48;
  const letter = unit | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
};

/** The number that four hex digits of either case at `at` stand for; -1 when they are not that. */
export const parseCrc = (text: string, at: number): number => {
  let crc = 0;
  for (let index = at; index < at + 4; index += 1) {
    const digit = hexDigit(text.charCodeAt(index));
    if (digit < 0) return -1;
    crc = crc * 16 + digit;
  }
  return crc;
};
