import { type Currency, type Fiat } from "../money.ts";

/**
 * Who is paid; the three kinds of the NBC KHQR Content Guideline v1.4. In the last two `id` is the
 * institution's own account, so they cannot do without the member's id there.
 */
export type MintAccount =
  | {
      /** 29: a person's own Bakong account. */
      readonly kind: "individual";
      /** `name@bank`, at most 32 characters. */
      readonly id: string;
      readonly acquiringBank?: string;
    }
  | {
      /** 29: an account or phone number at an institution. */
      readonly kind: "remittance";
      readonly id: string;
      /** 29.01, at most 32 characters. */
      readonly accountInformation: string;
      readonly acquiringBank?: string;
    }
  | {
      /** 30: a merchant of an institution. */
      readonly kind: "corporate";
      readonly id: string;
      /** 30.01, at most 32 characters. */
      readonly merchantId: string;
      /** 30.02, at most 32 characters. */
      readonly acquiringBank: string;
    };

/** The merchant's name in another script; ASCII stays in 59 and 60. */
interface MintLanguage {
  /** 64.00, two letters: `km`. */
  readonly preference: string;
  /** 64.01, at most 25 characters. */
  readonly name: string;
  /** 64.02, at most 15 characters. */
  readonly city?: string;
}

/** What every code carries. Text is of the BMP and free of control and bidirectional characters. */
export interface MintCommon {
  readonly account: MintAccount;
  /** 59, ASCII, at most 25 characters. */
  readonly merchantName: string;
  /** 60, ASCII, at most 15 characters. Default `Phnom Penh`. */
  readonly merchantCity?: string;
  /** 52, four digits. Default `5999`. */
  readonly merchantCategoryCode?: string;
  /** 15: two IINs of 8 digits and a merchant id, 31 characters in all. With riel only. */
  readonly unionPay?: string;
  /** 62.02, at most 25 characters, like all labels. */
  readonly mobileNumber?: string;
  /** 62.03. */
  readonly storeLabel?: string;
  /** 62.07. */
  readonly terminalLabel?: string;
  /** 62.08. */
  readonly purposeOfTransaction?: string;
  /** Further sub-tags of 62 by number, as an acquirer hands them out (ABA: 68). */
  readonly additionalData?: Readonly<Record<number, string>>;
  readonly language?: MintLanguage;
}

/** A code to print: the payer decides the amount, and it holds for ever. */
export interface StaticFields extends MintCommon {
  readonly kind: "static";
  readonly currency: Currency;
  /** 62.01. */
  readonly billNumber?: string;
}

/** A code for one payment. */
export interface DynamicFields extends MintCommon {
  readonly kind: "dynamic";
  /** At least 100 riel or one cent; at most 13 characters when printed. */
  readonly amount: Fiat;
  /** 62.01. Has to be unique: with the time it is what makes the code's md5 unique. */
  readonly billNumber: string;
  /** 99.00. */
  readonly createdAtMs: number;
  /** 99.01: after the creation, by ten minutes at most. */
  readonly expiresAtMs: number;
}

/** What to mint. */
export type MintFields = StaticFields | DynamicFields;

/** Longest life of a dynamic code: NBC Bakong QR Pay Integration v1.0.3. */
export const MAX_LIFETIME_MS = 600_000;
