import type { Fence } from "./fence.ts";
import type { ReplyReader, ReplyWait } from "./reply-reader.ts";
import type { Reply } from "./status.ts";

/** The answers to one job's fences, as they come. */
export interface PrintProof {
  /**
   * The closing fence goes out next. Before that, an answer that carries no ID of this job cannot
   * be one to it.
   */
  arm(): void;
  /** True once everything was printed, or processed, whichever the fence can tell. */
  isProved(): boolean;
  /** True once the text is on paper, whatever became of the cut. */
  isBodyProved(): boolean;
  /** Listen no longer. */
  end(): void;
}

const printed =
  (id: string) =>
  (reply: Reply): true | undefined =>
    reply.kind === "printed" && reply.id === id ? true : undefined;

const ofKind =
  (kind: Reply["kind"]) =>
  (reply: Reply): true | undefined =>
    reply.kind === kind ? true : undefined;

/** Listens for the answers to `fence` from now on. */
export const expectProof = (replies: ReplyReader, fence: Fence): PrintProof => {
  let job: ReplyWait<true> | undefined;
  let body: ReplyWait<true> | undefined;
  if (fence.kind === "process-id") {
    body = replies.next(printed(fence.body));
    job = replies.next(printed(fence.job));
  }
  return {
    arm() {
      if (fence.kind === "sensor") replies.expect("sensor");
      if (fence.kind === "sensor" || fence.kind === "identity") {
        job = replies.next(ofKind(fence.kind));
      }
    },
    isProved: () => job?.hasCome() === true,
    isBodyProved: () => body?.hasCome() === true,
    end() {
      job?.end();
      body?.end();
      if (fence.kind === "sensor") replies.expectNot("sensor");
    },
  };
};
