/** Groups of writes, as the journals of these tests see them. */
import type { GroupWrite, Journal, StepCommit, StoredSwap } from "../../../main/ports/journal.ts";

/** The group with each step as `change` makes it. */
export const withSteps = (
  group: readonly GroupWrite[],
  change: (step: StepCommit) => StepCommit,
): readonly GroupWrite[] =>
  group.map((write) =>
    write.kind === "step" ? { kind: "step", step: change(write.step) } : write,
  );

/** A group of one; throws what rejects it. */
export const writeOne = (
  journal: Pick<Journal, "writeAll">,
  write: GroupWrite,
): StoredSwap | null => {
  const [result] = journal.writeAll([write]);
  if (result?.kind === "rejected") throw result.error;
  return result?.stored ?? null;
};
