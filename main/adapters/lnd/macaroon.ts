/** Macaroons as LND writes them: version 2 of the binary format, the permissions in the identifier. */
import { createHmac } from "node:crypto";

/** What a macaroon permits: `entity` is `uri` for one call, whose name is the action. */
export interface Permission {
  readonly entity: string;
  readonly action: string;
}

/** What can be read of a macaroon without its root key. Nothing of it is a secret. */
export interface MacaroonContent {
  /** The id that revokes it; 0 is the key of LND's own macaroons. */
  readonly rootKeyId: string;
  readonly permissions: readonly Permission[];
  /** `time-before …`, `ipaddr …`. */
  readonly caveats: readonly string[];
}

interface Packet {
  readonly type: number;
  readonly data: Buffer;
}

interface Raw {
  /** Location and identifier. */
  readonly head: readonly Packet[];
  readonly caveats: readonly (readonly Packet[])[];
  readonly signature: Buffer;
}

const VERSION = 2;
const END = 0;
const IDENTIFIER = 2;
const SIGNATURE = 6;
/** How LND's bakery begins an identifier. */
const BAKERY_VERSION = 3;

/** Reads bytes from the front. Throws `RangeError` at their end. */
const createReader = (bytes: Buffer) => {
  let at = 0;
  const byte = (): number => bytes.readUInt8(at++);
  const number = (): number => {
    let value = 0;
    for (let factor = 1; factor < 2 ** 42; factor *= 128) {
      const next = byte();
      value += (next % 128) * factor;
      if (next < 128) return value;
    }
    throw new RangeError("a number that is too large");
  };
  const part = (): Buffer => {
    const length = number();
    if (at + length > bytes.length) throw new RangeError("a part that is cut off");
    at += length;
    return bytes.subarray(at - length, at);
  };
  return { byte, number, part, isAtEnd: () => at === bytes.length };
};

type Reader = ReturnType<typeof createReader>;

const readSection = (reader: Reader): readonly Packet[] => {
  const packets: Packet[] = [];
  for (let type = reader.number(); type !== END; type = reader.number()) {
    packets.push({ type, data: reader.part() });
  }
  return packets;
};

const readRaw = (bytes: Buffer): Raw => {
  const reader = createReader(bytes);
  if (reader.byte() !== VERSION) throw new RangeError("not version 2");
  const head = readSection(reader);
  const caveats: (readonly Packet[])[] = [];
  for (let next = readSection(reader); next.length > 0; next = readSection(reader)) {
    caveats.push(next);
  }
  if (reader.number() !== SIGNATURE) throw new RangeError("no signature");
  const signature = reader.part();
  if (signature.length !== 32 || !reader.isAtEnd()) throw new RangeError("not a signature");
  return { head, caveats, signature };
};

const identifierOf = (packets: readonly Packet[]): Buffer => {
  const found = packets.find(({ type }) => type === IDENTIFIER);
  if (found === undefined) throw new RangeError("no identifier");
  return found.data;
};

/** Fields of a protobuf message of which every one is bytes or text. */
const readFields = (
  bytes: Buffer,
): readonly { readonly field: number; readonly data: Buffer }[] => {
  const reader = createReader(bytes);
  const fields: { field: number; data: Buffer }[] = [];
  while (!reader.isAtEnd()) {
    const key = reader.number();
    if (key % 8 !== 2) throw new RangeError("not bytes");
    fields.push({ field: Math.floor(key / 8), data: reader.part() });
  }
  return fields;
};

/** `Op` of the bakery's identifier: 1 is the entity, each 2 an action. */
const readOperation = (bytes: Buffer): readonly Permission[] => {
  const fields = readFields(bytes);
  const entity = fields.find(({ field }) => field === 1)?.data.toString("utf8") ?? "";
  return fields
    .filter(({ field }) => field === 2)
    .map(({ data }) => ({ entity, action: data.toString("utf8") }));
};

/** Read what a macaroon says of itself; null when it is none of LND's. Its bytes go nowhere. */
export const readMacaroon = (bytes: Uint8Array): MacaroonContent | null => {
  try {
    const { head, caveats } = readRaw(Buffer.from(bytes));
    const identifier = identifierOf(head);
    if (identifier.readUInt8(0) !== BAKERY_VERSION) return null;
    // `MacaroonId`: 1 a nonce, 2 the id of the root key, each 3 an operation.
    const fields = readFields(identifier.subarray(1));
    return {
      rootKeyId: fields.find(({ field }) => field === 2)?.data.toString("utf8") ?? "",
      permissions: fields
        .filter(({ field }) => field === 3)
        .flatMap(({ data }) => readOperation(data)),
      caveats: caveats.map((packets) => identifierOf(packets).toString("utf8")),
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
};

const numberBytes = (value: number): readonly number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...numberBytes(Math.floor(value / 128))];

const section = (packets: readonly Packet[]): Buffer =>
  Buffer.concat([
    ...packets.map(({ type, data }) =>
      Buffer.concat([Buffer.from([type, ...numberBytes(data.length)]), data]),
    ),
    Buffer.from([END]),
  ]);

/**
 * The same macaroon with one more condition (a first-party caveat). Anybody may add one and nobody
 * can take it away, so that the node need not be asked. Throws `RangeError` when it is no macaroon.
 */
export const withCaveat = (bytes: Uint8Array, caveat: string): Uint8Array => {
  const { head, caveats, signature } = readRaw(Buffer.from(bytes));
  const data = Buffer.from(caveat, "utf8");
  const all = [...caveats, [{ type: IDENTIFIER, data }]];
  const signed = createHmac("sha256", signature).update(data).digest();
  return Buffer.concat([
    Buffer.from([VERSION]),
    section(head),
    ...all.map(section),
    Buffer.from([END, SIGNATURE, ...numberBytes(signed.length)]),
    signed,
  ]);
};
