import { createBook, decideDue } from "./book.ts";
import type { BookChange, BookData } from "./book.ts";
import type { BookFile } from "./data-file.ts";

/** Figures of the rail that a person or a test may change while it runs. */
export interface RailSettings {
  /** For how long after its order a query does not find a payout. At most 120,000. */
  readonly consistencyMs: number;
  /** For how long the faults `pending-then-paid` and `late-failed` leave a payout undecided. */
  readonly pendingMs: number;
  /** How much later the fault `slow` answers. */
  readonly slowMs: number;
  /** What the faults `busy` and `unavailable` ask the client to wait. */
  readonly retryAfterSeconds: number;
}

/** The figures a rail starts with. */
export const defaultSettings: RailSettings = {
  consistencyMs: 0,
  pendingMs: 10_000,
  slowMs: 3_000,
  retryAfterSeconds: 7,
};

/** What a keeper is made with. */
export interface KeeperOptions {
  readonly nowMs: () => number;
  readonly seed: string;
  readonly file: BookFile;
  readonly onChange: () => void;
}

/** Holds the book: in memory for reading, in its file before anybody hears of a change. */
export interface Keeper {
  readonly seed: string;
  nowMs(): number;
  /** The book, with every payout decided whose time has come. */
  data(): BookData;
  change(by: (data: BookData) => readonly BookChange[]): void;
  settings(): RailSettings;
  setSettings(change: Partial<RailSettings>): void;
}

/** Makes a keeper with what its file holds. Throws `SANDBOX_RAIL_DATA_UNREADABLE`. */
export const createKeeper = ({ nowMs, seed, file, onChange }: KeeperOptions): Keeper => {
  const book = createBook();
  book.apply(file.read());
  let settings = defaultSettings;
  const keep = (changes: readonly BookChange[]): void => {
    if (changes.length === 0) return;
    file.append(changes);
    book.apply(changes);
    onChange();
  };
  const data = (): BookData => {
    keep(decideDue(book.data, nowMs(), seed));
    return book.data;
  };
  return {
    seed,
    nowMs,
    data,
    change: (by) => {
      keep(by(data()));
    },
    settings: () => settings,
    setSettings: (change) => {
      settings = { ...settings, ...change };
      onChange();
    },
  };
};
