/** Columns of each of the two rows. */
export const COLUMNS = 20;
const ROWS = 2;

/** What happens when a character was put into the last cell. */
export type ScrollMode = "overwrite" | "vertical" | "horizontal";

/** The glass of a display and the place where the next character goes. */
export interface DisplayScreen {
  rows(): readonly [upper: string, lower: string];
  put(character: string): void;
  /** Columns and rows count from 0; outside the glass nothing happens and the answer is false. */
  moveTo(column: number, row: number): boolean;
  /** Cells from here to there, counted through both rows from 0. */
  blank(from: number, until: number): void;
  clear(): void;
  clearRow(): void;
  clearToEnd(): void;
  /** A row from its first cell on; what is missing is blank, what is too much falls off. */
  write(row: 0 | 1, text: string): void;
  setMode(mode: ScrollMode): void;
  column(): number;
  row(): number;
}

/** A dark glass. */
export const createDisplayScreen = (powerOnMode: ScrollMode): DisplayScreen => {
  const cells: string[] = Array.from({ length: COLUMNS * ROWS }, () => " ");
  let at = 0;
  let mode = powerOnMode;

  const rowText = (row: number): string => cells.slice(row * COLUMNS, (row + 1) * COLUMNS).join("");

  const blank = (from: number, until: number): void => {
    cells.fill(" ", Math.max(0, from), Math.min(cells.length, until));
  };

  const scrollUp = (): void => {
    cells.copyWithin(0, COLUMNS);
    blank(COLUMNS, cells.length);
    at = COLUMNS;
  };

  const advance = (): void => {
    const isRowEnd = (at + 1) % COLUMNS === 0;
    if (mode === "horizontal" && isRowEnd) {
      const start = at + 1 - COLUMNS;
      cells.copyWithin(start, start + 1, at + 1);
      cells[at] = " ";
      return;
    }
    at += 1;
    if (at < cells.length) return;
    if (mode === "vertical") scrollUp();
    else at = 0;
  };

  return {
    rows: () => [rowText(0), rowText(1)],
    put(character) {
      cells[at] = character;
      advance();
    },
    moveTo(column, row) {
      if (column < 0 || column >= COLUMNS || row < 0 || row >= ROWS) return false;
      at = row * COLUMNS + column;
      return true;
    },
    blank,
    clear() {
      blank(0, cells.length);
      at = 0;
    },
    clearRow() {
      const start = at - (at % COLUMNS);
      blank(start, start + COLUMNS);
      at = start;
    },
    clearToEnd() {
      blank(at, at - (at % COLUMNS) + COLUMNS);
    },
    write(row, text) {
      Array.from(text.slice(0, COLUMNS).padEnd(COLUMNS)).forEach((character, column) => {
        cells[row * COLUMNS + column] = character;
      });
    },
    setMode(next) {
      mode = next;
    },
    column: () => at % COLUMNS,
    row: () => Math.floor(at / COLUMNS),
  };
};
