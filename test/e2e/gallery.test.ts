import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import jsQr from "jsqr";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES, ROLES, THEMES } from "../../main/bridge/contract.ts";
import type {
  CashierSnapshot,
  Language,
  PayerSnapshot,
  Role,
  Theme,
} from "../../main/bridge/contract.ts";
import { openScreen, startBrowser } from "./support/browser.ts";
import type { Browser } from "./support/browser.ts";
import { CASHIER_STATES } from "./support/cashier-views.ts";
import { fontCoverage } from "./support/coverage.ts";
import { GLASSES, inspectPage, shownTexts } from "./support/inspect.ts";
import type { Glass, Inspection } from "./support/inspect.ts";
import { buildScreens, servePages } from "./support/pages.ts";
import type { Pages } from "./support/pages.ts";
import { PAYER_STATES } from "./support/payer-views.ts";
import { dressed, type Seeded } from "./support/seeded.ts";

const GALLERY = new URL("../../build/gallery/", import.meta.url).pathname;
const DOCS = new URL("../../docs/gallery/", import.meta.url).pathname;

/** The few pictures that the docs keep; written only when asked for, so that a run changes nothing. */
const KEPT: ReadonlySet<string> = new Set([
  "cashier-idle-own-code-en-800x480-light",
  "cashier-amount-typed-km-800x480-light",
  "cashier-review-en-800x480-light",
  "cashier-swap-awaiting-payment-en-800x480-light",
  "cashier-swap-held-km-800x480-light",
  "cashier-swap-payout-unknown-en-800x480-light",
  "cashier-swap-paid-usual-en-800x480-light",
  "cashier-refused-foreign-en-800x480-light",
  "cashier-history-en-800x480-dark",
  "payer-welcome-km-800x480-light",
  "payer-pay-usual-en-800x480-light",
  "payer-paid-en-800x480-light",
]);
const KEEP = process.env["SATRIEL_KEEP_GALLERY"] === "1";

interface Axe {
  run(): Promise<{
    readonly violations: readonly { readonly id: string; readonly help: string }[];
  }>;
}
declare global {
  var axe: Axe;
}

let pages: Pages;
let browser: Browser;
let coverage: ReadonlySet<number>;
let axeSource: string;

beforeAll(async () => {
  await buildScreens();
  await mkdir(GALLERY, { recursive: true });
  if (KEEP) await mkdir(DOCS, { recursive: true });
  const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  [pages, browser, coverage, axeSource] = await Promise.all([
    servePages(),
    startBrowser(),
    fontCoverage(),
    readFile(axePath, "utf8"),
  ]);
});

afterAll(async () => {
  await browser.close();
  await pages.close();
});

const ZERO_WIDTH_SPACE = 0x200b;

const missingGlyphs = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts.join(""))].filter((char) => {
    const point = char.codePointAt(0) ?? 0;
    return point !== ZERO_WIDTH_SPACE && point > 0x20 && !coverage.has(point);
  });

/** Words that are the same in Khmer: names of things that Cambodia knows by these names. */
const SHARED = /^(?:Satriel|Lightning|English|KHQR|sats|BTC|US\$|[\d\s.,:()·–•%=]|៛)+$/;

/** Text of the English screen on the Khmer one that is no data of the snapshot; keys and holes. */
const untranslated = (
  texts: readonly string[],
  english: readonly string[],
  data: string,
): readonly string[] =>
  texts.filter((text) => {
    if (/undefined|null|NaN|\[object|^[a-z]+[A-Z][a-zA-Z]*$/.test(text)) return true;
    return (
      english.includes(text) &&
      !SHARED.test(text) &&
      !data.includes(text.replace(/^· /, "")) &&
      /[a-z]{2}/i.test(text)
    );
  });

const decode = async (page: Page): Promise<string | null> => {
  const picture = await loadImage(await page.locator("svg.qr").screenshot());
  const canvas = createCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, picture.width, picture.height);
  return jsQr.default(data, picture.width, picture.height)?.data ?? null;
};

const invoiceOf = ({ view }: CashierSnapshot | PayerSnapshot): string | null => {
  if (view.kind === "pay") return view.invoiceQr;
  if (view.kind === "refund") return view.withdrawQr;
  return view.kind === "swap" ? view.swap.invoiceQr : null;
};

const codeFaults = async (
  page: Page,
  glass: Glass,
  snapshot: CashierSnapshot | PayerSnapshot,
  code: Inspection["code"],
): Promise<readonly string[]> => {
  const expected = invoiceOf(snapshot);
  if (expected === null) return code === null ? [] : ["a code is on show that nobody may pay"];
  if (code === null) return ["the code is missing"];
  const faults: string[] = [];
  const pixels = code.pixels / code.modules;
  if (!Number.isInteger(pixels) || pixels < 4) faults.push(`${pixels} pixels a module`);
  const sideMm = code.pixels * glass.mmPerPixel;
  if (sideMm < 55) faults.push(`code of ${sideMm.toFixed(1)} mm`);
  if ((await decode(page)) !== expected) faults.push("the code does not read back");
  return faults;
};

interface Run {
  readonly role: Role;
  readonly glass: Glass;
  readonly language: Language;
  readonly theme: Theme;
}

const statesOf = (role: Role): readonly Seeded<CashierSnapshot | PayerSnapshot>[] =>
  role === "cashier" ? CASHIER_STATES : PAYER_STATES;

const DARK_STATES =
  /idle-own|review$|paid-usual|owed|history$|amount-refused|awaiting-payment|^pay$|^paid$|^help$|^refund-s|desk-r|node-limited/;

const picture = async (page: Page, name: string): Promise<void> => {
  const png = await page.screenshot({ path: join(GALLERY, `${name}.png`) });
  if (KEEP && KEPT.has(name)) await writeFile(join(DOCS, `${name}.png`), png);
};

/** Show every state, take its picture and return all that is wrong. */
const faultsOf = async ({ role, glass, language, theme }: Run): Promise<readonly string[]> => {
  const { page, core } = await openScreen(browser.context, pages.origin, role, glass);
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`page: ${error.message}`));
  await page.evaluate(axeSource);
  for (const { name, snapshot } of statesOf(role)) {
    if (theme === "dark" && !DARK_STATES.test(name)) continue;
    const english: string[] = [];
    if (language !== "en") {
      await core.show(dressed(snapshot, "en", theme));
      english.push(...(await shownTexts(page)));
    }
    const shown = dressed(snapshot, language, theme);
    await core.show(shown);
    await picture(page, `${role}-${name}-${language}-${glass.width}x${glass.height}-${theme}`);
    const inspection = await inspectPage(page, glass);
    const { violations } = await page.evaluate(() => axe.run());
    const found = [
      ...inspection.faults,
      ...missingGlyphs(inspection.texts).map((char) => `no glyph for ${char}`),
      ...untranslated(inspection.texts, english, JSON.stringify(snapshot)),
      ...violations.map(({ id, help }) => `axe ${id}: ${help}`),
      ...(await codeFaults(page, glass, shown, inspection.code)),
    ];
    faults.push(...found.map((fault) => `${name}: ${fault}`));
  }
  await page.close();
  return faults;
};

const RUNS: readonly Run[] = GLASSES.flatMap((glass) =>
  ROLES.flatMap((role) =>
    LANGUAGES.flatMap((language) =>
      // The glass between the two others is looked at in one theme: sizes do not depend on it.
      (glass.width === 1024 ? (["light"] as const) : THEMES).map((theme) => ({
        role,
        glass,
        language,
        theme,
      })),
    ),
  ),
);

describe("gallery", () => {
  for (const run of RUNS) {
    const { role, glass, language, theme } = run;
    it(
      `${role}, ${language}, ${glass.width}x${glass.height}, ${theme}`,
      { timeout: 180_000 },
      async () => {
        expect(await faultsOf(run)).toEqual([]);
      },
    );
  }
});
