/** Macaroons as LND's bakery mints them: version 2 of the binary format, signed by the root key. */
import { createHmac } from "node:crypto";

/** What a macaroon is minted from. */
export interface MintOrder {
  /** 32 bytes that never leave the node. */
  readonly rootKey: Buffer;
  /** The id that revokes it. */
  readonly rootKeyId: string;
  /** 16 bytes. */
  readonly nonce: Buffer;
  /** Names of the calls that it is for, and no other. */
  readonly calls: readonly string[];
}

const VERSION = 2;
const END = 0;
const LOCATION = 1;
const IDENTIFIER = 2;
const SIGNATURE = 6;
/** How the bakery begins an identifier: version 3, a protobuf `MacaroonId`. */
const BAKERY_VERSION = 3;
/** The root key is not used as it is: macaroon.v2 of go-macaroon makes the signing key with this. */
const KEY_GENERATOR = "macaroons-key-generator";

const varint = (value: number): readonly number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];

/** A part with its type or tag before it, and its length. */
const part = (tag: number, data: Buffer | string): Buffer => {
  const bytes = Buffer.from(data);
  return Buffer.concat([Buffer.from([tag, ...varint(bytes.length)]), bytes]);
};

/** Tag of a protobuf field that holds bytes or text. */
const field = (number: number): number => number * 8 + 2;

const identifierOf = ({ nonce, rootKeyId, calls }: MintOrder): Buffer => {
  const actions = calls.toSorted().map((call) => part(field(2), call));
  return Buffer.concat([
    Buffer.from([BAKERY_VERSION]),
    part(field(1), nonce),
    part(field(2), rootKeyId),
    part(field(3), Buffer.concat([part(field(1), "uri"), ...actions])),
  ]);
};

/** Mint one. */
export const mintMacaroon = (order: MintOrder): Buffer => {
  const identifier = identifierOf(order);
  const key = createHmac("sha256", KEY_GENERATOR).update(order.rootKey).digest();
  return Buffer.concat([
    Buffer.from([VERSION]),
    part(LOCATION, "lnd"),
    part(IDENTIFIER, identifier),
    Buffer.from([END, END]),
    part(SIGNATURE, createHmac("sha256", key).update(identifier).digest()),
  ]);
};
