import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import jsQr from "jsqr";
import { createEncoder } from "../hardware/printer/encode.ts";
import { fencedParts } from "../hardware/printer/fence.ts";
import { loadProfile } from "../hardware/printer/profiles.ts";
import { decodeJob } from "../sandbox/devices/decode.ts";
import { median, type Report } from "./measure.ts";
import { DOCUMENT, QR_TEXT } from "./receipt-job.ts";
import { RECEIPT_PEERS, type ReceiptPeer } from "./receipt-peers.ts";

const MAX_MS = 4;
const MAX_BYTES = 20_000;
const WARM_UP = 6;
const ROUNDS = 8;
const IN_A_ROW = 10;
const MANY = 10_000;
/** Receipts before the first look: by then everything that is kept has been made. */
const SETTLED = 2_000;
const LOOK_EACH = 1_000;
const MAX_GROWTH_MIB = 8;

const profile = { ...loadProfile("epson-tm-t20iii"), qrModuleDots: 4 };
const encoder = createEncoder(profile);
const fence = { kind: "process-id", body: "BEN0", job: "BEN1" } as const;

const ours: ReceiptPeer = {
  name: "satriel",
  encode: async () => Buffer.concat(fencedParts(await encoder.encode(DOCUMENT), fence)),
};

/** Whether a decoder that shares nothing with any encoder reads the code back from the paper. */
const readsBack = async (job: Uint8Array): Promise<boolean> => {
  const { png } = decodeJob(job, profile.widthDots);
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
  return jsQr.default(data, width, height)?.data === QR_TEXT;
};

const unknownTo = (job: Uint8Array): number =>
  decodeJob(job, profile.widthDots).unknownCommands.length;

const timeSome = async ({ encode }: ReceiptPeer): Promise<readonly number[]> => {
  const times: number[] = [];
  while (times.length < IN_A_ROW) {
    const start = performance.now();
    await encode();
    times.push(performance.now() - start);
  }
  return times;
};

/** Milliseconds a receipt of each: medians over rounds in which all take their turn, ten in a row. */
const timeAll = async (peers: readonly ReceiptPeer[]): Promise<ReadonlyMap<string, number>> => {
  const times = new Map(peers.map(({ name }) => [name, [] as number[]]));
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const peer of peers) {
      const taken = await timeSome(peer);
      if (round >= 0) times.get(peer.name)?.push(...taken);
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
};

const target = (what: string, value: number, limit: number, unit: string) => ({
  what,
  measured: `${value.toLocaleString("en-US", { maximumFractionDigits: 2 })} ${unit}`,
  limit: `at most ${limit.toLocaleString("en-US")} ${unit}`,
  isMet: value <= limit,
});

const compareEncoders = async (): Promise<Report> => {
  const peers = [ours, ...RECEIPT_PEERS];
  const jobs = new Map<string, Uint8Array>();
  for (const { name, encode } of peers) jobs.set(name, await encode());
  const own = jobs.get(ours.name) ?? new Uint8Array();
  if (!(await readsBack(own)) || unknownTo(own) > 0) {
    throw new Error("the receipt under test does not read back from its own bytes");
  }
  const times = await timeAll(peers);
  const ownMs = times.get(ours.name) ?? Number.NaN;
  const rows: string[][] = [];
  for (const [name, ms] of times) {
    const job = jobs.get(name) ?? new Uint8Array();
    rows.push([
      name,
      ms.toFixed(2),
      `${(ms / ownMs).toFixed(1)}x`,
      job.length.toLocaleString("en-US"),
      `${(job.length / own.length).toFixed(2)}x`,
      (await readsBack(job)) ? "yes" : "no",
      String(unknownTo(job)),
    ]);
  }
  return {
    title:
      "Receipt: heading, three lines, four lines of Khmer, a QR code of 297 characters, cut; warm",
    header: ["encoder", "ms", "of ours", "bytes", "of ours", "QR reads back", "unknown commands"],
    rows,
    targets: [
      target("ours, time a receipt", ownMs, MAX_MS, "ms"),
      target("ours, bytes a receipt", own.length, MAX_BYTES, "bytes"),
    ],
  };
};

/** Without the flag at the start of the program: a heap is compared after a collection alone. */
const collector = (): (() => void) => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
};

/** Pictures hold memory beside the heap, which is given back in the turn after their collection. */
const settle = async (collect: () => void): Promise<void> => {
  for (let turn = 0; turn < 3; turn += 1) {
    collect();
    await nextTurn();
  }
};

const MIB = 1_048_576;

const watchMemory = async (): Promise<Report> => {
  const collect = collector();
  const looks: { readonly receipts: number; readonly held: number; readonly rss: number }[] = [];
  for (let receipts = 1; receipts <= MANY; receipts += 1) {
    await ours.encode();
    if (receipts < SETTLED || receipts % LOOK_EACH !== 0) continue;
    await settle(collect);
    const { heapUsed, external, rss } = process.memoryUsage();
    looks.push({ receipts, held: (heapUsed + external) / MIB, rss: rss / MIB });
  }
  // What the machine lends the program goes up and down by some ten MiB: a leak is a trend.
  const mean = (of: "held" | "rss", some: typeof looks): number =>
    some.reduce((sum, look) => sum + look[of], 0) / some.length;
  const growth = (of: "held" | "rss"): number =>
    Math.max(0, mean(of, looks.slice(-3)) - mean(of, looks.slice(0, 3)));
  return {
    title: `Receipt: memory over ${MANY.toLocaleString("en-US")} receipts`,
    header: ["receipts", "held MiB", "resident MiB"],
    rows: looks.map(({ receipts, held, rss }) => [
      receipts.toLocaleString("en-US"),
      held.toFixed(1),
      rss.toFixed(1),
    ]),
    targets: [
      target(`growth held, from ${SETTLED} on`, growth("held"), MAX_GROWTH_MIB, "MiB"),
      target(`growth resident, from ${SETTLED} on`, growth("rss"), MAX_GROWTH_MIB, "MiB"),
    ],
  };
};

/** The receipt encoder against the published packages, and its memory over a long day. */
export const benchReceipt = async (): Promise<readonly Report[]> => {
  // Before the peers have run: what they leave in the process would hide what ours does.
  const memory = await watchMemory();
  return [await compareEncoders(), memory];
};
