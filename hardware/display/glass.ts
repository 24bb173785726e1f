/** Cells in each of the two rows. */
export const ROW_CELLS = 20;

/** What is on a display of two rows: exactly {@link ROW_CELLS} characters each, blanks among them. */
export interface Glass {
  readonly upper: string;
  readonly lower: string;
}

/** Nothing but blanks. */
export const blankGlass: Glass = { upper: " ".repeat(ROW_CELLS), lower: " ".repeat(ROW_CELLS) };
