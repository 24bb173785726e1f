import type { Page } from "playwright-core";

/** What the glass asks for: 12 mm targets and 2 mm gaps in pixels, and the least amount. */
export interface Glass {
  readonly width: number;
  readonly height: number;
  readonly mmPerPixel: number;
  readonly targetPx: number;
  readonly amountPx: number;
}

/** The sizes that the screens are made for. */
export const GLASSES: readonly Glass[] = [
  { width: 800, height: 480, mmPerPixel: 0.19, targetPx: 64, amountPx: 64 },
  { width: 1024, height: 600, mmPerPixel: 0.15, targetPx: 80, amountPx: 80 },
  { width: 1280, height: 800, mmPerPixel: 0.17, targetPx: 72, amountPx: 88 },
];

/** What was found on one screen. */
export interface Inspection {
  /** Everything that is wrong with boxes, targets, sizes and contrast, in words. */
  readonly faults: readonly string[];
  /** Every piece of text on the glass. */
  readonly texts: readonly string[];
  /** The code on show: pixels and modules of its side, both with the quiet zone. */
  readonly code: { readonly pixels: number; readonly modules: number } | null;
}

// The functions below run inside the page, each by itself: nothing from outside its body is there.

const boxFaults = (): string[] => {
  const faults: string[] = [];
  for (const element of document.body.querySelectorAll("*")) {
    const { display } = getComputedStyle(element);
    if (element.parentElement?.closest("svg") !== null || display === "none") continue;
    const name = `${element.tagName}.${element.className} "${element.textContent.slice(0, 24)}"`;
    const box = element.getBoundingClientRect();
    const isInside =
      Math.min(box.left, box.top) > -0.5 &&
      box.right < innerWidth + 0.5 &&
      box.bottom < innerHeight + 0.5;
    if (!isInside) faults.push(`outside the page: ${name}`);
    if (element.tagName === "svg" || display === "inline") continue;
    const wide = element.scrollWidth - element.clientWidth;
    const high = element.scrollHeight - element.clientHeight;
    if (wide > 1) faults.push(`too wide by ${wide}: ${name}`);
    if (high > 1) faults.push(`too high by ${high}: ${name}`);
  }
  return faults;
};

const targetFaults = ({ targetPx, mmPerPixel }: Glass): string[] => {
  const faults: string[] = [];
  const targets = [...document.querySelectorAll("button, input, a")].map((element) => ({
    name: `${element.className} "${element.textContent.slice(0, 24)}"`,
    box: element.getBoundingClientRect(),
  }));
  for (const [index, { name, box }] of targets.entries()) {
    if (Math.min(box.width, box.height) < targetPx) {
      faults.push(`small target ${box.width}x${box.height}: ${name}`);
    }
    for (const other of targets.slice(index + 1)) {
      const across = Math.max(other.box.left - box.right, box.left - other.box.right);
      const down = Math.max(other.box.top - box.bottom, box.top - other.box.bottom);
      const gap = Math.max(across, down);
      if (gap < 2 / mmPerPixel) faults.push(`${gap} px between ${name} and ${other.name}`);
    }
  }
  return faults;
};

const coveredTexts = (): string[] => {
  const faults: string[] = [];
  const targets = [...document.querySelectorAll("button, input, a")];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode() !== null) {
    const node = walker.currentNode;
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      const covering = targets.find((target) => {
        const over = target.getBoundingClientRect();
        const across = Math.min(over.right, box.right) - Math.max(over.left, box.left);
        const down = Math.min(over.bottom, box.bottom) - Math.max(over.top, box.top);
        return !target.contains(node) && across > 2 && down > 2;
      });
      if (covering !== undefined) {
        faults.push(`"${node.textContent}" is under "${covering.textContent}"`);
      }
    }
  }
  return faults;
};

const contrastFaults = (): string[] => {
  const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  // Relative luminance, WCAG 2.2.
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
      const part = value / 255;
      return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundOf = (element: Element | null): string => {
    if (element === null) return "rgb(255, 255, 255)";
    const colour = getComputedStyle(element).backgroundColor;
    return channels(colour)[3] === 0 ? backgroundOf(element.parentElement) : colour;
  };
  return [...document.querySelectorAll(".amount:not(.empty), h1")].flatMap((element) => {
    const front = luminance(getComputedStyle(element).color);
    const back = luminance(backgroundOf(element));
    const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    return contrast < 7 ? [`contrast ${contrast.toFixed(2)}: ${element.textContent}`] : [];
  });
};

const amountFaults = ({ amountPx }: Glass): string[] => {
  const amount = document.querySelector(".amount");
  if (amount === null) return [];
  const fontPx = (element: Element): number =>
    Number.parseFloat(getComputedStyle(element).fontSize);
  const faults = fontPx(amount) < amountPx ? [`amount of ${fontPx(amount)} px`] : [];
  for (const element of document.querySelectorAll("h1, h2, p, dd, dt, span, button")) {
    if (fontPx(element) > fontPx(amount))
      faults.push(`larger than the amount: ${element.textContent}`);
  }
  return faults;
};

const textsInside = (): string[] => {
  const texts = [...document.querySelectorAll("input")].map((field) => field.placeholder);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() !== null) {
    const text = (walker.currentNode.textContent ?? "").trim();
    const isDrawing = walker.currentNode.parentElement?.closest("svg") !== null;
    if (text !== "" && !isDrawing) texts.push(text);
  }
  return texts;
};

const shownCode = (): Inspection["code"] => {
  const svg = document.querySelector("svg.qr");
  if (svg === null) return null;
  const modules = Number(svg.getAttribute("viewBox")?.split(" ")[2]);
  return { pixels: svg.getBoundingClientRect().width, modules };
};

/** Every piece of text on the glass. */
export const shownTexts = (page: Page): Promise<readonly string[]> => page.evaluate(textsInside);

/** Look over the screen as it stands. */
export const inspectPage = async (page: Page, glass: Glass): Promise<Inspection> => ({
  faults: [
    ...(await page.evaluate(boxFaults)),
    ...(await page.evaluate(targetFaults, glass)),
    ...(await page.evaluate(coveredTexts)),
    ...(await page.evaluate(contrastFaults)),
    ...(await page.evaluate(amountFaults, glass)),
  ],
  texts: await shownTexts(page),
  code: await page.evaluate(shownCode),
});
