/** What is wrong with the terminal itself, by stable code, until it is right again. */
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";

/** One standing trouble. */
export interface Trouble {
  /** Names what is troubled, such as `BACKUP_FOLDER_MISSING`. */
  readonly code: string;
  readonly sinceMs: number;
}

/** What keeps payments from starting, then what keeps them from ending, then what is lost with the disk. */
const WORST_FIRST = ["disk", "log-of-journal", "reserve", "backup"] as const;

/** The subjects that can be in trouble. Each has one trouble at a time. */
export type Subject = (typeof WORST_FIRST)[number];

export interface Troubles {
  /** Say how a subject is: the code of its trouble, or null when all is well. Told to the log when it changes. */
  tell(subject: Subject, code: string | null): void;
  /** The worst first. */
  all(): readonly Trouble[];
  onChange(listener: () => void): () => void;
}

export const createTroubles = (clock: Clock, log: Log): Troubles => {
  const standing = new Map<Subject, Trouble>();
  const listeners = new Set<() => void>();
  return {
    tell: (subject, code) => {
      if ((standing.get(subject)?.code ?? null) === code) return;
      if (code === null) {
        standing.delete(subject);
        log.info({ subject }, "trouble is over");
      } else {
        standing.set(subject, { code, sinceMs: clock.nowMs() });
        log.error({ subject, code }, "trouble");
      }
      for (const listener of listeners) listener();
    },
    all: () =>
      WORST_FIRST.flatMap((subject) => {
        const trouble = standing.get(subject);
        return trouble === undefined ? [] : [trouble];
      }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
