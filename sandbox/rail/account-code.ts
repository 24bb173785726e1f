import { readKhqr } from "../../main/domain/emv/khqr.ts";
import { checkPayable } from "../../main/domain/emv/payable.ts";

/** What the rail takes from a KHQR code. */
export interface CodeAccount {
  /** `name@bank`, with the member id after a slash when the code has one. */
  readonly id: string;
  readonly name: string;
  readonly bank: string;
}

const BANKS: Readonly<Record<string, string>> = {
  abaa: "ABA Bank",
  aclb: "ACLEDA Bank",
  wing: "Wing Bank",
};

/**
 * The account that a code names, or null when nobody can be credited by it. An expired code is read
 * like any other: the order says when it was made, not the rail.
 */
export const readAccountCode = (khqr: string): CodeAccount | null => {
  const reading = readKhqr(khqr, { atMs: null, acceptMissingExpiry: true });
  if (!reading.valid || !checkPayable(reading.code).payable) return null;
  const { accountId, accountInformation, merchantId, merchantName } = reading.code;
  const member = merchantId ?? accountInformation;
  const suffix = accountId.split("@")[1] ?? "";
  return {
    id: member === null ? accountId : `${accountId}/${member}`,
    name: merchantName,
    bank: BANKS[suffix] ?? `${suffix.toUpperCase()} (sandbox)`,
  };
};
