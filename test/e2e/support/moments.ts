import type { Page } from "playwright-core";

/** What a screen showed from one moment on. Times are Unix milliseconds with fractions. */
export interface Moment {
  /** The state in words. */
  readonly word: string;
  readonly hasCode: boolean;
  /** When it was in the document. */
  readonly atMs: number;
  /** When the frame that shows it was about to be drawn; 0 before that. */
  readonly drawnAtMs: number;
}

/** One press and the first frame after it that shows something else. */
export interface Press {
  readonly target: string;
  readonly tookMs: number;
}

interface Writable {
  moments: { word: string; hasCode: boolean; atMs: number; drawnAtMs: number }[];
  presses: { target: string; tookMs: number }[];
}

declare global {
  var observed: Writable;
}

/** Runs inside the page before anything else: writes down what is shown when. */
const observe = (): void => {
  const record: Writable = { moments: [], presses: [] };
  let pressedAt: { target: string; atMs: number } | null = null;
  const look = (): void => {
    if (pressedAt !== null) {
      const { target, atMs } = pressedAt;
      pressedAt = null;
      requestAnimationFrame(() => {
        record.presses.push({ target, tookMs: performance.now() - atMs });
      });
    }
    const word = document.querySelector("h1")?.textContent ?? "";
    const hasCode = document.querySelector("svg.qr") !== null;
    const last = record.moments.at(-1);
    if (last !== undefined && last.word === word && last.hasCode === hasCode) return;
    const atMs = performance.timeOrigin + performance.now();
    const moment = { word, hasCode, atMs, drawnAtMs: 0 };
    record.moments.push(moment);
    requestAnimationFrame(() => {
      moment.drawnAtMs = performance.timeOrigin + performance.now();
    });
  };
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
  });
  addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? (event.target.textContent ?? "") : "";
      pressedAt = { target, atMs: performance.now() };
    },
    { capture: true },
  );
  globalThis.observed = record;
};

/** Watch a page from its next document on. */
export const watchMoments = async (page: Page): Promise<void> => {
  await page.addInitScript(observe);
};

/** What the page has shown since it was loaded, oldest first. */
export const momentsOf = (page: Page): Promise<readonly Moment[]> =>
  page.evaluate(() => observed.moments);

/** How fast the page answered presses since it was loaded. */
export const pressesOf = (page: Page): Promise<readonly Press[]> =>
  page.evaluate(() => observed.presses);
