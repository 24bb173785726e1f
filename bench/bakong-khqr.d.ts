// The package ships no types; this is what the bench calls.
declare module "bakong-khqr" {
  interface DecodedFields {
    readonly bakongAccountID: string | null;
    readonly merchantID: string | null;
    readonly acquiringBank: string | null;
    readonly transactionCurrency: string | null;
    readonly transactionAmount: string | null;
    readonly merchantName: string | null;
    readonly billNumber: string | null;
    readonly merchantNameAlternateLanguage: string | null;
  }
  const BakongKHQR: {
    verify(payload: string): { readonly isValid: boolean };
    decode(payload: string): { readonly data: DecodedFields | null };
  };
  export { BakongKHQR, type DecodedFields };
}
