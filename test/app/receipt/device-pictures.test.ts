// The pictures of docs/DEVICES.md: made from the bytes that go to the devices, by the simulated ones,
// which share no code with the encoders. SATRIEL_KEEP_GALLERY=1 writes them anew.
import { readFileSync, writeFileSync } from "node:fs";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import jsQr from "jsqr";
import { describe, expect, it } from "vitest";
import { codecOf } from "../../../hardware/display/codec.ts";
import { layOut } from "../../../hardware/display/layout.ts";
import { createEncoder } from "../../../hardware/printer/encode.ts";
import { loadProfile } from "../../../hardware/printer/profiles.ts";
import { toReceipt } from "../../../main/app/receipt/receipt.ts";
import { displayFace, outOfServiceFace } from "../../../main/app/view/display-view.ts";
import type { PayerView } from "../../../main/bridge/contract-view.ts";
import type { Language } from "../../../main/bridge/contract.ts";
import type { PaySwap } from "../../../main/domain/swap.ts";
import type { CustomerDisplayFace } from "../../../main/ports/devices.ts";
import { decodeJob } from "../../../sandbox/devices/decode.ts";
import { createDisplayHead } from "../../../sandbox/devices/display.ts";
import {
  CELL_HEIGHT,
  CELL_WIDTH,
  createPrinterFont,
} from "../../../sandbox/devices/printer-font.ts";
import { COMMON, SWAPS } from "../../support/swaps.ts";
import { RECEIPT } from "../support/rig.ts";

const DOCS = new URL("../../../docs/gallery/", import.meta.url);
const KEEP = process.env["SATRIEL_KEEP_GALLERY"] === "1";

const pixelsOf = async (png: Buffer) => {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
};

const expectPicture = async (name: string, png: Buffer): Promise<void> => {
  const file = new URL(`${name}.png`, DOCS);
  if (KEEP) writeFileSync(file, png);
  const [now, then] = [await pixelsOf(png), await pixelsOf(readFileSync(file))];
  expect([now.width, now.height]).toEqual([then.width, then.height]);
  expect(Buffer.compare(Buffer.from(now.data), Buffer.from(then.data))).toBe(0);
};

const PAPER_EDGE = 24;

/** The strip on the counter: paper has an edge at which the print does not begin. */
const onPaper = async (printed: Buffer): Promise<Buffer> => {
  const image = await loadImage(printed);
  const canvas = createCanvas(image.width + 2 * PAPER_EDGE, image.height + 2 * PAPER_EDGE);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, PAPER_EDGE, PAPER_EDGE);
  context.strokeStyle = "#bbb";
  context.strokeRect(0.5, 0.5, canvas.width - 1, canvas.height - 1);
  return canvas.toBuffer("image/png");
};

interface Slip {
  readonly name: string;
  readonly profileId: "generic-58" | "generic-80" | "epson-tm-t20iii";
  readonly swap: PaySwap;
  readonly languages: readonly Language[];
  readonly copy: boolean;
}

const slip = (name: string, profileId: Slip["profileId"], part: Partial<Slip> = {}): Slip => ({
  name,
  profileId,
  swap: SWAPS.paid,
  languages: ["en"],
  copy: false,
  ...part,
});

const SLIPS: readonly Slip[] = [
  slip("receipt-english-80", "generic-80"),
  slip("receipt-english-58", "generic-58"),
  slip("receipt-khmer-80", "generic-80", { languages: ["km"] }),
  slip("receipt-khmer-58", "generic-58", { languages: ["km"] }),
  slip("receipt-copy-80", "epson-tm-t20iii", { languages: ["km", "en"], copy: true }),
  slip("receipt-credit-pending-80", "generic-80", {
    languages: ["km", "en"],
    swap: SWAPS["credit-pending"],
  }),
];

const print = async ({ profileId, swap, languages, copy }: Slip) => {
  const document = toReceipt(
    { swap, version: 9, epoch: 1, receiptNumber: 41, stateSinceMs: 0 },
    { ...RECEIPT, languages },
    copy,
  );
  if (document === null) throw new Error("no receipt");
  const profile = loadProfile(profileId);
  const { parts } = await createEncoder(profile).encode(document);
  return decodeJob(Buffer.concat(parts), profile.widthDots);
};

describe("the pictures of receipts in the docs", () => {
  it.each(SLIPS)("$name is what the bytes print", async (each) => {
    const printed = await print(each);
    expect(printed.unknownCommands).toEqual([]);
    expect(printed.unfinishedBytes).toBe(0);
    const { data, width, height } = await pixelsOf(printed.png);
    expect(jsQr.default(data, width, height)?.data).toBe(`satriel:${COMMON.paymentHash}`);
    await expectPicture(each.name, await onPaper(printed.png));
  });
});

const GAP = 3;
const DOT = 2;
const PITCH = { x: CELL_WIDTH * DOT + GAP, y: CELL_HEIGHT * DOT + GAP };
const FRAME = 18;
const COLUMNS = 20;
const GLASS_SIZE = {
  width: COLUMNS * PITCH.x + 2 * FRAME,
  height: 2 * PITCH.y + 2 * FRAME,
};

const shop = {
  shopName: "Psar Thmei Coffee",
  amount: { fiat: "12,000 ៛", sats: "4,610 sats" },
};
const seen = (view: PayerView): CustomerDisplayFace =>
  displayFace(view, { mode: "live", idleText: null });

const FACES: readonly CustomerDisplayFace[] = [
  seen({ kind: "welcome", shopName: "Psar Thmei Coffee" }),
  seen({ kind: "pay", ...shop, sinceMs: 0, untilMs: 1, invoiceQr: "LIGHTNING:X" }),
  seen({ kind: "paid", ...shop, reason: null }),
  displayFace(
    { kind: "welcome", shopName: "Psar Thmei Coffee" },
    { mode: "sandbox", idleText: null },
  ),
  outOfServiceFace("live"),
];

/** What a display shows that got the bytes. */
const rowsOf = (face: CustomerDisplayFace): readonly [string, string] => {
  const codec = codecOf("cd5220");
  const head = createDisplayHead("cd5220");
  head.receive(codec.start("ascii").bytes);
  head.receive(codec.show(layOut(face, "ascii"), "ascii").bytes);
  expect(head.unknown()).toEqual([]);
  return head.rows();
};

const drawGlasses = (glasses: readonly (readonly [string, string])[]): Buffer => {
  const glyphOf = createPrinterFont();
  const { width, height } = GLASS_SIZE;
  const canvas = createCanvas(width, glasses.length * (height + FRAME) - FRAME);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  const putCell = (character: string, left: number, top: number): void => {
    context.fillStyle = "#0c2321";
    context.fillRect(left, top, CELL_WIDTH * DOT, CELL_HEIGHT * DOT);
    context.fillStyle = "#7dfbe0";
    glyphOf(character.charCodeAt(0), 0).forEach((isLit, dot) => {
      const [x, y] = [dot % CELL_WIDTH, Math.floor(dot / CELL_WIDTH)];
      if (isLit) context.fillRect(left + x * DOT, top + y * DOT, DOT, DOT);
    });
  };
  glasses.forEach((rows, at) => {
    const top = at * (height + FRAME);
    context.fillStyle = "#081615";
    context.fillRect(0, top, width, height);
    rows.forEach((row, line) => {
      Array.from(row).forEach((character, column) => {
        putCell(character, FRAME + column * PITCH.x, top + FRAME + line * PITCH.y);
      });
    });
  });
  return canvas.toBuffer("image/png");
};

it("the picture of the customer display in the docs is what the bytes show", async () => {
  const glasses = FACES.map(rowsOf);
  expect(glasses.map(([upper, lower]) => `${upper.trim()} / ${lower.trim()}`)).toEqual([
    "Psar Thmei Coffee / PAY BY BITCOIN",
    "PAY       12,000 KHR / 4,610 sats",
    "PAID      12,000 KHR / PAID, THANK YOU",
    "Psar Thmei Coffee / TEST  PAY BY BITCOIN",
    "OUT OF SERVICE / ",
  ]);
  await expectPicture("display-2x20", drawGlasses(glasses));
});
