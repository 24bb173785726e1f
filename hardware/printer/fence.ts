import { askIdentity, askPaperInTurn, processId } from "./commands.ts";
import type { PrintJob } from "./encode.ts";

/**
 * What stands behind a job to prove it. Process IDs come back when what is before them has been
 * printed. A sensor or the model's name is answered in its turn, so that everything before it was
 * processed. `none`: the unit answers nothing of the kind.
 */
export type FenceKind = "process-id" | "sensor" | "identity" | "none";

/** Fences of one job; IDs are four printable characters, unlike those of any other open job. */
export type Fence =
  | {
      readonly kind: "process-id";
      /** Stands before the last cut: its answer says that the text is on paper. */
      readonly body: string;
      /** Stands after everything: its answer says that the job is printed and cut. */
      readonly job: string;
    }
  | { readonly kind: Exclude<FenceKind, "process-id"> };

/** `L3`: "printed"; `L2`: "processed", as good as printed; `L1`: "sent", and never printed. */
export type FenceLevel = "L3" | "L2" | "L1";

/** What a job behind such a fence may claim at most. */
export const FENCE_LEVELS: Readonly<Record<FenceKind, FenceLevel>> = {
  "process-id": "L3",
  sensor: "L2",
  identity: "L2",
  none: "L1",
};

const closing = (fence: Fence): readonly Uint8Array[] => {
  switch (fence.kind) {
    case "process-id":
      return [processId(fence.job)];
    case "sensor":
      return [askPaperInTurn()];
    case "identity":
      return [askIdentity("model")];
    case "none":
      return [];
  }
};

/**
 * The job as it goes out. The last part is the closing fence alone, where there is one. Throws a
 * `DeviceFault` `PRINT_FENCE_INVALID`.
 */
export const fencedParts = (job: PrintJob, fence: Fence): readonly Uint8Array[] => [
  ...job.parts.slice(0, job.bodyParts),
  ...(fence.kind === "process-id" ? [processId(fence.body)] : []),
  ...job.parts.slice(job.bodyParts),
  ...closing(fence),
];
