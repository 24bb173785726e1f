/** SHA-256 of the preimage: 64 lower-case hex digits. */
export type PaymentHash = string & { readonly paymentHash: unique symbol };
