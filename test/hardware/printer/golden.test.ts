import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import jsQr from "jsqr";
import { describe, expect, it } from "vitest";
import type { PrintDocument } from "../../../hardware/printer/document.ts";
import { createEncoder } from "../../../hardware/printer/encode.ts";
import { loadProfile, type ProfileId } from "../../../hardware/printer/profiles.ts";
import { decodeJob } from "../../../sandbox/devices/decode.ts";
import { englishReceipt, khmerReceipt, QR_PAYLOAD } from "./sample-receipts.ts";

const GOLDEN = new URL("../golden/", import.meta.url);

const pixelsOf = async (png: Buffer) => {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
};

const differingPixels = async (actual: Buffer, expected: Buffer): Promise<number> => {
  const [now, then] = [await pixelsOf(actual), await pixelsOf(expected)];
  if (now.width !== then.width || now.height !== then.height) return Infinity;
  return now.data.reduce((sum, value, at) => sum + (value === then.data[at] ? 0 : 1), 0);
};

const rows: readonly (readonly [string, PrintDocument, ProfileId])[] = [
  ["english-80", englishReceipt, "generic-80"],
  ["khmer-80", khmerReceipt, "generic-80"],
  ["english-58", englishReceipt, "generic-58"],
  ["khmer-58", khmerReceipt, "generic-58"],
  ["english-80-native-qr", englishReceipt, "epson-tm-t20iii"],
];

describe("receipts on paper", () => {
  it.each(rows)("%s looks as it did", async (name, document, profileId) => {
    const profile = loadProfile(profileId);
    const job = await createEncoder(profile).encode(document);
    const printed = decodeJob(Buffer.concat(job.parts), profile.widthDots);
    expect(printed.unknownCommands).toEqual([]);
    expect(printed.unfinishedBytes).toBe(0);

    const file = new URL(`${name}.png`, GOLDEN);
    if (process.env["UPDATE_GOLDEN"] === "1") {
      mkdirSync(GOLDEN, { recursive: true });
      writeFileSync(file, printed.png);
    }
    expect(existsSync(file)).toBe(true);
    expect(await differingPixels(printed.png, readFileSync(file))).toBe(0);
  });

  it.each(rows)("%s has a QR code that reads back", async (_name, document, profileId) => {
    const profile = loadProfile(profileId);
    const job = await createEncoder(profile).encode(document);
    const printed = decodeJob(Buffer.concat(job.parts), profile.widthDots);
    const { data, width, height } = await pixelsOf(printed.png);
    expect(jsQr.default(data, width, height)?.data).toBe(QR_PAYLOAD);
  });

  it.each(["raster", "native"] as const)("reads a Khmer payload back, %s", async (qr) => {
    const payload = "ភ្នំពេញ ៛";
    const profile = { ...loadProfile("generic-80"), qr };
    const job = await createEncoder(profile).encode({ blocks: [{ kind: "qr", payload }] });
    const printed = decodeJob(Buffer.concat(job.parts), profile.widthDots);
    const { data, width, height } = await pixelsOf(printed.png);
    expect(jsQr.default(data, width, height)?.data).toBe(payload);
  });
});
