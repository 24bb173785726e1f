import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";

const require = createRequire(import.meta.url);

/** The same subsets as the screens use, in the older wrapping that zlib can open. */
const FILES = [500, 700].flatMap((weight) => [
  `@fontsource/noto-sans/files/noto-sans-latin-${weight}-normal.woff`,
  `@fontsource/noto-sans-khmer/files/noto-sans-khmer-khmer-${weight}-normal.woff`,
]);

/** A table of a WOFF 1 file (W3C WOFF 1.0, section 5). */
const readTable = (font: Buffer, tag: string): Buffer => {
  const count = font.readUInt16BE(12);
  for (let index = 0; index < count; index += 1) {
    const entry = 44 + index * 20;
    if (font.toString("latin1", entry, entry + 4) !== tag) continue;
    const packed = font
      .subarray(font.readUInt32BE(entry + 4))
      .subarray(0, font.readUInt32BE(entry + 8));
    return packed.length < font.readUInt32BE(entry + 12) ? inflateSync(packed) : packed;
  }
  throw new Error(`font without a ${tag} table`);
};

const addRange = (points: Set<number>, from: number, to: number): void => {
  for (let point = from; point <= to && point !== 0xffff; point += 1) points.add(point);
};

/** Code points of a `cmap` table, formats 4 and 12 (OpenType 1.9). */
const readPoints = (cmap: Buffer): ReadonlySet<number> => {
  const points = new Set<number>();
  for (let index = 0; index < cmap.readUInt16BE(2); index += 1) {
    const table = cmap.subarray(cmap.readUInt32BE(8 + index * 8));
    const format = table.readUInt16BE(0);
    if (format === 4) {
      const segments = table.readUInt16BE(6) / 2;
      for (let segment = 0; segment < segments; segment += 1) {
        const end = table.readUInt16BE(14 + segment * 2);
        addRange(points, table.readUInt16BE(16 + segments * 2 + segment * 2), end);
      }
    }
    if (format === 12) {
      for (let group = 0; group < table.readUInt32BE(12); group += 1) {
        addRange(points, table.readUInt32BE(16 + group * 12), table.readUInt32BE(20 + group * 12));
      }
    }
  }
  return points;
};

/** Code points that every weight of the screens' fonts has between Latin and Khmer. */
export const fontCoverage = async (): Promise<ReadonlySet<number>> => {
  const sets = await Promise.all(
    FILES.map(async (file) => readPoints(readTable(await readFile(require.resolve(file)), "cmap"))),
  );
  const [latin500, khmer500, latin700, khmer700] = sets;
  const regular = new Set([...(latin500 ?? []), ...(khmer500 ?? [])]);
  const bold = new Set([...(latin700 ?? []), ...(khmer700 ?? [])]);
  return new Set([...regular].filter((point) => bold.has(point)));
};
