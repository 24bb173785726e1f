/** How long each step of a swap takes, read off the edges as the terminal comes to them. */
import type { Times } from "./samples.ts";

/** A commit, the way from it to an effect, and the effect's answer, each by name. */
export interface StepTimes {
  readonly onEdge: (edge: string) => void;
  /** What was timed since the last call. */
  take(): Times;
}

/** `before journal: commit payout-done: …` is a `journal: commit`, `after rail.submitPayout (…)` a `rail.submitPayout`. */
const kindOf = (name: string): string => {
  const [head = ""] = name.split(" (");
  return head.startsWith("journal: ") ? (/^journal: [\w.]+/.exec(head)?.[0] ?? head) : head;
};

export const createStepTimes = (nowMs: () => number): StepTimes => {
  let times: Record<string, number[]> = {};
  let lastCommitMs: number | null = null;
  const begun = new Map<string, number>();

  const note = (name: string, ms: number): void => {
    (times[name] ??= []).push(ms);
  };

  return {
    onEdge: (edge) => {
      const atMs = nowMs();
      const isBefore = edge.startsWith("before ");
      const name = edge.slice(edge.indexOf(" ") + 1);
      const kind = kindOf(name);
      const isRemote = !kind.startsWith("journal: ");
      if (isBefore) {
        begun.set(name, atMs);
        if (isRemote && lastCommitMs !== null) note(`commit to ${kind}`, atMs - lastCommitMs);
        return;
      }
      const startMs = begun.get(name);
      begun.delete(name);
      if (startMs !== undefined) note(kind, atMs - startMs);
      if (kind === "journal: commit") lastCommitMs = atMs;
    },
    take: () => {
      const taken = times;
      times = {};
      return taken;
    },
  };
};
