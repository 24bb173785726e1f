import { isDeepStrictEqual } from "node:util";
import { crc16, formatCrc } from "../main/domain/emv/crc16.ts";
import { readKhqr, type Khqr } from "../main/domain/emv/khqr.ts";
import { mintKhqr } from "../main/domain/emv/mint.ts";
import { fiat } from "../main/domain/money.ts";
import { HOSTILE } from "./khqr-hostile.ts";
import { PEERS, type Answer, type Peer } from "./khqr-peers.ts";
import { compare, medianMs, type Report } from "./measure.ts";

const MIN_RATIO = 10;
const MAX_HOSTILE_MS = 1;

/** A company's dynamic code with 62, Khmer in 64 and 99, that holds for ten minutes from now on. */
const mintSample = (): Khqr => {
  const createdAtMs = Date.now();
  return mintKhqr({
    kind: "dynamic",
    account: {
      kind: "corporate",
      id: "khqr@devb",
      merchantId: "123456",
      acquiringBank: "Dev Bank",
    },
    amount: fiat("USD", 1_050n),
    merchantName: "John Smith",
    billNumber: "INV-1",
    mobileNumber: "85512345678",
    storeLabel: "Shop",
    terminalLabel: "T1",
    purposeOfTransaction: "Coffee",
    language: { preference: "km", name: "ចន ស្មីន", city: "សៀមរាប" },
    createdAtMs,
    expiresAtMs: createdAtMs + 600_000,
  });
};

const EXPECTED: Answer = {
  account: "khqr@devb",
  merchantId: "123456",
  bank: "Dev Bank",
  currency: "840",
  amount: "10.50",
  name: "John Smith",
  billNumber: "INV-1",
  localName: "ចន ស្មីន",
};

const ours: Peer = {
  name: "satriel",
  read: (payload) => {
    const reading = readKhqr(payload, { atMs: Date.now() });
    return reading.valid ? reading.code : null;
  },
  toAnswer: (found) => {
    const code = found as Khqr;
    return {
      account: code.accountId,
      merchantId: code.merchantId,
      bank: code.acquiringBank,
      currency: code.currency === "USD" ? "840" : "116",
      amount: code.amount?.text ?? null,
      name: code.merchantName,
      billNumber: code.billNumber,
      localName: code.alternateName,
    };
  },
};

/** Right about a good code, and about the same code with one letter of the name misread. */
const isRight = (peer: Peer, payload: string): boolean => {
  const found = peer.read(payload);
  const misread = payload.replace("John", "Jonn");
  return (
    found !== null &&
    isDeepStrictEqual(peer.toAnswer(found), EXPECTED) &&
    peer.read(misread) === null
  );
};

const checkSample = (payload: string): void => {
  if (payload.length !== 239) throw new Error(`the sample has ${payload.length} characters`);
  const crc = formatCrc(crc16(payload, payload.length - 4));
  if (!payload.endsWith(crc)) throw new Error("the sample's checksum does not fit");
};

const group = (value: number): string => Math.round(value).toLocaleString("en-US");

const compareReaders = (): Report => {
  const { payload } = mintSample();
  checkSample(payload);
  const peers = [ours, ...PEERS];
  const right = new Set(peers.filter((peer) => isRight(peer, payload)).map(({ name }) => name));
  if (!right.has(ours.name)) throw new Error("the reader under test is wrong about the sample");
  const speeds = compare(peers.map(({ name, read }) => ({ name, run: () => read(payload) })));
  const ownSpeed = speeds.get(ours.name) ?? 0;
  const rivals = [...speeds].filter(([name]) => name !== ours.name && right.has(name));
  const ratio = ownSpeed / Math.max(...rivals.map(([, speed]) => speed));
  return {
    title: "KHQR: verify and decode a dynamic code of 239 characters (30, 62, 64 in Khmer, 99)",
    header: ["reader", "ops/s", "ours is", "answer"],
    rows: [...speeds].map(([name, speed]) => [
      name,
      group(speed),
      `${(ownSpeed / speed).toFixed(1)}x`,
      right.has(name) ? "right" : "WRONG",
    ]),
    targets: [
      {
        what: "ours / the fastest other that answers right",
        measured: `${ratio.toFixed(1)}x`,
        limit: `at least ${MIN_RATIO}x`,
        isMet: rivals.length > 0 && ratio >= MIN_RATIO,
      },
    ],
  };
};

const timeHostile = (): Report => {
  const times = HOSTILE.map(({ name, payload }) => ({
    name,
    length: payload.length,
    ms: medianMs(() => readKhqr(payload, { atMs: Date.now() })),
  }));
  const worst = Math.max(...times.map(({ ms }) => ms));
  return {
    title: "KHQR: hostile input",
    header: ["input", "characters", "ms"],
    rows: times.map(({ name, length, ms }) => [name, String(length), ms.toFixed(4)]),
    targets: [
      {
        what: "the slowest",
        measured: `${worst.toFixed(4)} ms`,
        limit: `below ${MAX_HOSTILE_MS} ms`,
        isMet: worst < MAX_HOSTILE_MS,
      },
    ],
  };
};

/** The KHQR reader against the published packages, and against input made to hurt it. */
export const benchKhqr = (): readonly Report[] => [compareReaders(), timeHostile()];
