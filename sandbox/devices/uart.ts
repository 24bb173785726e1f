// What becomes of bytes between two serial ports that are not set to the same speed.

/** One character on the wire: a start bit, eight data bits with the lowest first, a stop bit. */
const BITS_PER_CHARACTER = 10;
const DATA_BITS = 8;

/** The level of the wire `time` bits of the sender after the start; an idle wire is high. */
const levelAt = (bytes: Uint8Array, time: number): 0 | 1 => {
  const bit = Math.floor(time);
  const byte = bytes[Math.floor(bit / BITS_PER_CHARACTER)];
  const place = bit % BITS_PER_CHARACTER;
  if (byte === undefined || place === BITS_PER_CHARACTER - 1) return 1;
  if (place === 0) return 0;
  return ((byte >> (place - 1)) & 1) === 1 ? 1 : 0;
};

/**
 * The bytes that a port at `toBaud` makes of bytes that were sent back to back at `fromBaud`: it
 * waits for a start bit and samples the middle of what it takes for the following bits. A character
 * without a stop bit is dropped, as Linux does for a port that is set to ignore such faults.
 */
export const throughUart = (bytes: Uint8Array, fromBaud: number, toBaud: number): Uint8Array => {
  if (fromBaud === toBaud) return bytes;
  const senderBits = fromBaud / toBaud;
  const end = bytes.length * BITS_PER_CHARACTER;
  const heard: number[] = [];
  for (let time = 0; time < end;) {
    if (levelAt(bytes, time) === 1) {
      time = Math.floor(time) + 1;
      continue;
    }
    let byte = 0;
    for (let bit = 0; bit < DATA_BITS; bit += 1) {
      byte |= levelAt(bytes, time + senderBits * (bit + 1.5)) << bit;
    }
    time += senderBits * (BITS_PER_CHARACTER - 0.5);
    if (levelAt(bytes, time) === 1) heard.push(byte);
    while (time < end && levelAt(bytes, time) === 0) time = Math.floor(time) + 1;
  }
  return Uint8Array.from(heard);
};

/** Tells how many characters a line carries in a time. */
export interface Pace {
  /** Characters that may go now: what the line could have carried since it was last busy. */
  due(): number;
  spend(characters: number): void;
}

/** More than this at once is not made up for: a line that was idle is no faster afterwards. */
const MOST_LATE_MS = 20;

/** The pace of a line; `nowMs` never goes back. */
export const createPace = (baud: number, nowMs: () => number): Pace => {
  const perMs = baud / BITS_PER_CHARACTER / 1_000;
  const most = Math.max(1, perMs * MOST_LATE_MS);
  let credit = 0;
  let atMs = nowMs();
  return {
    due() {
      const now = nowMs();
      credit = Math.min(most, credit + (now - atMs) * perMs);
      atMs = now;
      return Math.floor(credit);
    },
    spend(characters) {
      credit -= characters;
    },
  };
};
