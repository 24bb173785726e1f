/** What happens to a payment on the stage, for scenarios to put together. */
import type { Stage } from "./stage.ts";

/** Once, with the next order. */
export const railOnce =
  (fault: Parameters<Stage["world"]["rail"]["setFault"]>[0]) => async (stage: Stage) =>
    stage.act({ kind: "rail-fault", fault, mode: "once" });

/** From now on. */
export const railSticky = async (
  stage: Stage,
  fault: Parameters<Stage["world"]["rail"]["setFault"]>[0],
): Promise<void> => stage.act({ kind: "rail-fault", fault, mode: "sticky" });

/** The tourist pays what is on show. */
export const payNow = async (stage: Stage): Promise<void> => stage.act({ kind: "pay" });

/** The rail is cut off after the invoice is shown, so that the payout's outcome cannot be known. */
export const payWithRailDown = async (stage: Stage): Promise<void> => {
  await railSticky(stage, "down");
  await payNow(stage);
  await stage.until("payout-unknown");
};

/** 144 and 3 blocks at the start; down to 28 left, past the line at 30. */
export const runOutOfBlocks = async (stage: Stage): Promise<void> => {
  await stage.act({ kind: "mine", blocks: 119 });
  await stage.until("suspense");
};

/** Everything works again. */
export const heal = async (stage: Stage): Promise<void> => stage.act({ kind: "repair" });

/** The bitcoin is claimed with the payout unknown, and then the bank refuses: it is the payer's. */
export const payAndBeRefusedTooLate = async (stage: Stage): Promise<void> => {
  await runOutOfBlocks(stage);
  await railSticky(stage, "none");
  await railOnce("refused")(stage);
  await stage.until("owed");
};
