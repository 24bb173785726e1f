import { createHash } from "node:crypto";
import bolt11 from "bolt11";
import { Failure } from "../../main/domain/failure.ts";

/** Bitcoin's regression-test network: requests begin with `lnbcrt`. */
const REGTEST = {
  bech32: "bcrt",
  pubKeyHash: 0x6f,
  scriptHash: 0xc4,
  validWitnessVersions: [0, 1],
};

/** What goes into a request, and what a wallet reads out of it. */
export interface RequestFields {
  readonly hash: string;
  readonly amountMsat: bigint;
  readonly description: string;
  readonly createdAtMs: number;
  readonly expirySeconds: number;
  readonly cltvDelta: number;
  readonly paymentSecret: string;
}

/** A decoded request: its fields and the node that signed it (compressed public key, hex). */
export interface DecodedRequest extends RequestFields {
  readonly nodeId: string;
}

/** A 32-byte value that depends on `parts` alone, as hex. Never a key of real money. */
export const derive = (...parts: readonly string[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("hex");

// Features as LND puts into its invoices: TLV onion and payment secret, and multi-part payments.
const FEATURES = {
  word_length: 4,
  var_onion_optin: { required: true, supported: false },
  payment_secret: { required: true, supported: false },
  basic_mpp: { required: false, supported: true },
};

/** Write and sign a BOLT 11 request with the node's private key (32 bytes, hex). */
export const encodeRequest = (fields: RequestFields, nodeKey: string): string => {
  const unsigned = bolt11.encode(
    {
      network: REGTEST,
      // Without an amount the payer chooses one.
      ...(fields.amountMsat === 0n ? {} : { millisatoshis: fields.amountMsat.toString() }),
      timestamp: Math.floor(fields.createdAtMs / 1000),
      tags: [
        { tagName: "payment_hash", data: fields.hash },
        { tagName: "description", data: fields.description },
        { tagName: "expire_time", data: fields.expirySeconds },
        { tagName: "min_final_cltv_expiry", data: fields.cltvDelta },
        { tagName: "payment_secret", data: fields.paymentSecret },
        { tagName: "feature_bits", data: FEATURES },
      ],
    },
    false,
  );
  const { paymentRequest } = bolt11.sign(unsigned, nodeKey);
  if (paymentRequest === undefined) {
    throw new Failure("REQUEST_NOT_SIGNED", "the payment request could not be signed");
  }
  return paymentRequest;
};

/** Read a request as a wallet does. Throws `REQUEST_INVALID` when it is not one or lacks a part. */
export const decodeRequest = (request: string): DecodedRequest => {
  const decoded = decode(request);
  const { payment_hash: hash, payment_secret: paymentSecret } = decoded.tagsObject;
  const { timestamp, payeeNodeKey: nodeId } = decoded;
  if (
    hash === undefined ||
    paymentSecret === undefined ||
    timestamp === undefined ||
    nodeId === undefined
  ) {
    throw new Failure("REQUEST_INVALID", "the payment request lacks a part that payers need");
  }
  return {
    hash,
    paymentSecret,
    nodeId,
    amountMsat: BigInt(decoded.millisatoshis ?? "0"),
    description: decoded.tagsObject.description ?? "",
    createdAtMs: timestamp * 1000,
    // BOLT 11: an hour, and 18 blocks, where the request does not say.
    expirySeconds: decoded.tagsObject.expire_time ?? 3600,
    cltvDelta: decoded.tagsObject.min_final_cltv_expiry ?? 18,
  };
};

const decode = (request: string): ReturnType<typeof bolt11.decode> => {
  try {
    return bolt11.decode(request, REGTEST);
  } catch (error) {
    throw new Failure("REQUEST_INVALID", "this is not a payment request of this network", error);
  }
};

/** Public key of `nodeKey`, compressed, hex: read back from a request that it signed. */
export const nodeIdOf = (nodeKey: string): string =>
  decodeRequest(
    encodeRequest(
      {
        hash: "00".repeat(32),
        amountMsat: 1000n,
        description: "",
        createdAtMs: 1000,
        expirySeconds: 60,
        cltvDelta: 18,
        paymentSecret: "11".repeat(32),
      },
      nodeKey,
    ),
  ).nodeId;
