/** Bugs between the journal and the back office: records that are lost, repeated or out of order. */
import type { RecordSyncOptions } from "../../../main/app/records/record-judge.ts";
import { done } from "../../../main/domain/outcome.ts";
import type { RecordEnd, RecordVerdict } from "../../../main/ports/settlement.ts";
import { withSteps } from "../journal/groups.ts";
import type { Catching, Mutant } from "./mutant.ts";

const withSync = (
  name: string,
  catching: Catching,
  change: (shipped: RecordSyncOptions) => RecordSyncOptions,
): Mutant => ({ name, ...catching, sync: change });

const asDelivered = (end: RecordEnd): RecordEnd =>
  end.kind === "parked" ? { kind: "delivered", id: end.id } : end;

const deletedOnRefusal = withSync(
  "a record deleted on 4xx",
  { within: 1_200, rules: ["RQ"] },
  (shipped) => ({
    ...shipped,
    records: {
      ...shipped.records,
      conclude: (ends) => shipped.records.conclude(ends.map(asDelivered)),
    },
  }),
);

const silenceIsTaken = withSync(
  "no answer of the back office is a yes",
  { within: 500, rules: ["RQ"] },
  ({ sink, ...shipped }) => ({
    ...shipped,
    sink: {
      deliver: async (batch) => {
        const outcome = await sink.deliver(batch);
        if (outcome.kind !== "unknown") return outcome;
        const taken = batch.records.map(({ epoch, seq }): RecordVerdict => {
          return { id: { epoch, seq }, kind: "taken", code: null };
        });
        return done(taken);
      },
    },
  }),
);

/** What comes after a record that is not taken is told before it. */
const streamIsNotHeld: Mutant = {
  name: "a parked record does not hold its stream",
  within: 2_000,
  rules: ["RQ"],
  streamsAreNotHeld: true,
};

/** The record is written with the next commit of the payment, and the last one of each never is. */
const recordAfterTheCommit: Mutant = {
  name: "a record is not in the commit that made it true",
  within: 50,
  rules: ["RQ"],
  engine: (shipped) => ({
    ...shipped,
    journal: {
      ...shipped.journal,
      writeAll: (group) =>
        shipped.journal.writeAll(
          withSteps(group, (step) => (step.swap.kind === "paid" ? { ...step, records: [] } : step)),
        ),
    },
  }),
};

export const RECORD_MUTANTS: readonly Mutant[] = [
  deletedOnRefusal,
  silenceIsTaken,
  streamIsNotHeld,
  recordAfterTheCommit,
];
