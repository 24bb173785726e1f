import type { Migration } from "./migration.ts";

/** Finds the payments to an account, newest first, without reading the others. */
export const accounts: Migration = {
  version: 8,
  name: "accounts",
  sql: `
CREATE INDEX swaps_of_account ON swaps (
  json_extract(state, '$.payee.accountId'),
  json_extract(state, '$.payee.memberId'),
  json_extract(state, '$.quote.fiat.currency'),
  receipt_number
);
`,
};
