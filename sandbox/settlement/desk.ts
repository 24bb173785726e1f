import { createHash, timingSafeEqual } from "node:crypto";

import type { KeptRecord, SettlementBook } from "./book.ts";

/** A delivery: the request without its body's bytes having been believed. */
export interface Delivery {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly environment: string;
  readonly body: string;
}

/** An answer before it is bytes. */
export interface SinkReply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is an error. */
export const sinkError = (
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): SinkReply => ({ status, body: { code, message: "see the code" }, headers });

const MAX_RECORDS = 256;
const MAX_BODY_CHARACTERS = 16_384;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: answered like any other body of the wrong shape.
    return null;
  }
};

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && value !== 0;
const isText = (value: unknown, most: number): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= most;

const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The record, when it has the shape and the digest it should have. */
const readRecord = (fields: Fields, terminal: string, atMs: number): KeptRecord | null => {
  const { epoch, seq, stream, kind, sha256, body } = fields;
  if (!isNumber(epoch) || !isNumber(seq) || !isText(stream, 128) || !isText(kind, 64)) return null;
  if (!isText(body, MAX_BODY_CHARACTERS) || sha256 !== sha256Of(body)) return null;
  return isFields(parse(body)) ? { terminal, epoch, seq, stream, kind, sha256, body, atMs } : null;
};

/** What one desk works with. */
export interface SinkDeskOptions {
  readonly book: SettlementBook;
  readonly token: string;
  readonly nowMs: () => number;
}

const sameSecret = (left: string, right: string): boolean =>
  timingSafeEqual(
    createHash("sha256").update(left).digest(),
    createHash("sha256").update(right).digest(),
  );

const verdictOf = (
  options: SinkDeskOptions,
  terminal: string,
  raw: Fields,
  isPoison: (kind: string) => boolean,
): Fields => {
  const { epoch, seq } = raw;
  const record = readRecord(raw, terminal, options.nowMs());
  if (record === null) return { epoch, seq, verdict: "invalid", code: "RECORD_INVALID" };
  if (isPoison(record.kind)) return { epoch, seq, verdict: "invalid", code: "KIND_UNKNOWN" };
  const entry = options.book.enter(record);
  return { epoch, seq, verdict: entry };
};

/** The back office at its desk: who asks, what is told, and whether it was told before. */
export const createSinkDesk =
  (options: SinkDeskOptions) =>
  (delivery: Delivery, isPoison: (kind: string) => boolean): SinkReply => {
    if (!sameSecret(delivery.authorization, `Bearer ${options.token}`)) {
      return sinkError(401, "UNAUTHORISED");
    }
    if (delivery.environment !== "sandbox") return sinkError(400, "ENVIRONMENT_MISMATCH");
    const terminal = /^\/v1\/terminals\/([^/]+)\/records$/.exec(delivery.path)?.[1];
    if (terminal === undefined || delivery.method !== "POST") return sinkError(404, "NOT_FOUND");
    const body = parse(delivery.body);
    const raw = isFields(body) ? body["records"] : null;
    const isBatch = Array.isArray(raw) && raw.length > 0 && raw.every(isFields);
    if (!isBatch) return sinkError(400, "REQUEST_INVALID");
    if (raw.length > MAX_RECORDS) return sinkError(413, "BATCH_TOO_LARGE");
    const name = decodeURIComponent(terminal);
    return {
      status: 200,
      headers: { "settlement-environment": "sandbox" },
      body: {
        verdicts: (raw as readonly Fields[]).map((record) =>
          verdictOf(options, name, record, isPoison),
        ),
      },
    };
  };
