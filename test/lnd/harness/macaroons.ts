import { CALLS } from "../../../main/adapters/lnd/permissions.ts";

/** The calls that a terminal's macaroon is for. */
export const TILL_CALLS = CALLS.till;
/** Those of the second one, which reads balances for the day close. */
export const BOOKS_CALLS = CALLS.books;
