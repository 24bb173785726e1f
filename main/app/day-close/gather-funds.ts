/** The node's own bitcoin, asked for between two looks at the ledger. */
import { checkFunds, type FundsCheck, fundsBooks } from "../../domain/day-close/funds.ts";
import { done, type Outcome } from "../../domain/outcome.ts";
import type { CloseStore } from "../../ports/day-close.ts";
import type { JournalReader } from "../../ports/journal.ts";
import type { FundsRecords } from "../../ports/lightning.ts";
import type { Log } from "../../ports/log.ts";

export interface FundsParts {
  readonly closes: Pick<CloseStore, "recent">;
  readonly journal: Pick<JournalReader, "balances">;
  readonly node: FundsRecords;
  /** See `toleranceMsat` of the domain's facts. */
  readonly toleranceMsat: bigint;
  readonly log: Log;
}

/** So many closes back it is looked for the last one that had the node's figures. */
const LOOKED_BACK = 30;

const besideOf = (closes: FundsParts["closes"]): bigint =>
  closes.recent(LOOKED_BACK).find(({ content }) => content.funds !== null)?.content.funds
    ?.besideMsat ?? 0n;

/**
 * Compare the node's own bitcoin with the ledger. Null when the macaroon is not made for the
 * question; `unknown` when the node could not tell.
 */
export const gatherFunds = async ({
  closes,
  journal,
  node,
  toleranceMsat,
  log,
}: FundsParts): Promise<Outcome<FundsCheck | null>> => {
  const before = journal.balances();
  const answer = await node.nodeFunds();
  if (answer.kind === "unknown") return answer;
  if (answer.kind === "refused") {
    log.warn({ code: answer.code }, "the node does not tell this terminal what it has");
    return done(null);
  }
  const books = fundsBooks(before, journal.balances());
  const besideMsat = besideOf(closes);
  return done(checkFunds({ node: answer.value, books, besideMsat, toleranceMsat }));
};
