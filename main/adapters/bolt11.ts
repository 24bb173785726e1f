import bolt11 from "bolt11";
import { z } from "zod";
import type { InvoiceReader } from "../domain/destination/invoice.ts";
import { invoiceNetwork, NETWORK_MARKS } from "../domain/destination/network.ts";
import { msat } from "../domain/money.ts";
import type { PaymentHash } from "../domain/swap.ts";

const fields = z.object({
  payeeNodeKey: z.string().regex(/^0[23][0-9a-f]{64}$/),
  timestamp: z.int().positive(),
  millisatoshis: z
    .string()
    .regex(/^\d{1,19}$/)
    .nullable(),
  tags: z.array(z.object({ tagName: z.string(), data: z.unknown() })),
});

/** What BOLT 11 gives each field; one of another form is to be skipped. */
const FORMS = {
  payment_hash: z.string().regex(/^[0-9a-f]{64}$/),
  payment_secret: z.string().regex(/^[0-9a-f]{64}$/),
  purpose_commit_hash: z.string().regex(/^[0-9a-f]{64}$/),
  description: z.string(),
  expire_time: z.int().nonnegative().max(315_360_000),
  min_final_cltv_expiry: z.int().nonnegative(),
  feature_bits: z.object({
    extra_bits: z.object({ has_required: z.boolean().optional() }).optional(),
  }),
} as const;

type Tags = z.infer<typeof fields>["tags"];
type Form<Name extends keyof typeof FORMS> = z.infer<(typeof FORMS)[Name]>;

/** An hour, and 18 blocks, where the invoice does not say. */
const EXPIRY_S = 3_600;
const CLTV_DELTA = 18;

/** Every value of a field that has its form. */
const valuesOf = <Name extends keyof typeof FORMS>(tags: Tags, name: Name): Form<Name>[] =>
  tags.flatMap(({ tagName, data }) => {
    if (tagName !== name) return [];
    const parsed = FORMS[name].safeParse(data);
    return parsed.success ? [parsed.data as Form<Name>] : [];
  });

/** Of two values readers take different ones: then nobody knows what is paid. */
const isAmbiguous = (tags: Tags): boolean =>
  (Object.keys(FORMS) as (keyof typeof FORMS)[]).some((name) => valuesOf(tags, name).length > 1);

const decode = (request: string, marks: (typeof NETWORK_MARKS)["mainnet"]): unknown => {
  try {
    return bolt11.decode(request, {
      bech32: marks.invoice,
      pubKeyHash: marks.publicKeyHash,
      scriptHash: marks.scriptHash,
      validWitnessVersions: [0, 1],
    });
  } catch {
    return null;
  }
};

/**
 * Read a BOLT 11 text in lower case: checksum, signature (the payee's key is found from it), fields.
 * `damaged` also when a field stands twice; `unsupported` when it asks for a feature that is not
 * known here, or has no payment secret, without which no node takes a payment today (BOLT 4).
 */
export const readInvoice: InvoiceReader = (request) => {
  const network = invoiceNetwork(request);
  if (network === null) return "damaged";
  const parsed = fields.safeParse(decode(request, NETWORK_MARKS[network]));
  if (!parsed.success || isAmbiguous(parsed.data.tags)) return "damaged";
  const { tags, timestamp, millisatoshis, payeeNodeKey } = parsed.data;
  const [paymentHash] = valuesOf(tags, "payment_hash");
  if (paymentHash === undefined) return "damaged";
  const [features] = valuesOf(tags, "feature_bits");
  const needsMore = features?.extra_bits?.has_required === true;
  if (needsMore || valuesOf(tags, "payment_secret").length === 0) return "unsupported";
  const [expiryS = EXPIRY_S] = valuesOf(tags, "expire_time");
  return {
    request,
    network,
    paymentHash: paymentHash as PaymentHash,
    amountMsat: millisatoshis === null ? null : msat(BigInt(millisatoshis)),
    payee: payeeNodeKey,
    description: valuesOf(tags, "description")[0] ?? null,
    descriptionHash: valuesOf(tags, "purpose_commit_hash")[0] ?? null,
    createdAtMs: timestamp * 1_000,
    expiresAtMs: (timestamp + expiryS) * 1_000,
    cltvDelta: valuesOf(tags, "min_final_cltv_expiry")[0] ?? CLTV_DELTA,
  };
};
