import type { Msat } from "../domain/money.ts";
import type { Outcome } from "../domain/outcome.ts";

/** What a payee's server offers, LUD-06. */
export interface LnurlPayTerms {
  /** Where the payee's server runs; shown to whoever confirms. */
  readonly domain: string;
  readonly callback: string;
  readonly minMsat: Msat;
  readonly maxMsat: Msat;
  /** Exactly as sent: the invoice's description hash is the SHA-256 of it. */
  readonly metadata: string;
  /** `text/plain` of the metadata, at most 200 characters. */
  readonly description: string;
}

/**
 * The payee's server behind an LNURL or a Lightning address (LUD-06, LUD-16). Asking moves no money,
 * so `unknown` may simply be asked again; but each answer may be another invoice.
 */
export interface LnurlPay {
  /**
   * `url`: https, from the bech32 text or the address. `refused` with `LNURL_ADDRESS_FORBIDDEN`,
   * `LNURL_NOT_PAY`, `LNURL_ANSWER_INVALID` or `LNURL_REFUSED`.
   */
  fetchTerms(url: string): Promise<Outcome<LnurlPayTerms>>;
  /**
   * An invoice over exactly this amount, held to the terms: amount, network, description hash,
   * expiry. `refused` with `LNURL_AMOUNT_OUT_OF_RANGE`, `LNURL_INVOICE_WRONG`,
   * `LNURL_ADDRESS_FORBIDDEN`, `LNURL_ANSWER_INVALID` or `LNURL_REFUSED`.
   */
  fetchInvoice(
    terms: LnurlPayTerms,
    amountMsat: Msat,
  ): Promise<Outcome<{ readonly request: string }>>;
}
