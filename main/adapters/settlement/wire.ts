import { z } from "zod";

import type { RecordBatch, RecordVerdict } from "../../ports/settlement.ts";
import { sha256Hex } from "../digest.ts";

/** The header of requests and answers that names the environment. */
export const ENVIRONMENT_HEADER = "settlement-environment";

const recordId = { epoch: z.int().min(1), seq: z.int().min(1) };
const codeSchema = z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/);

/** `RecordId` of the document. */
export const recordIdSchema = z.strictObject(recordId);
/** `Record` of the document. */
export const recordSchema = z.strictObject({
  ...recordId,
  stream: z.string().min(1).max(128),
  kind: z.string().min(1).max(64),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  body: z.string().min(2).max(16_384),
});
/** `Batch` of the document. */
export const batchSchema = z.strictObject({
  records: z.array(recordSchema).min(1).max(256),
  gaps: z.array(recordIdSchema).max(64),
});
/** `Verdict` of the document. */
export const verdictSchema = z.object({
  ...recordId,
  verdict: z.enum(["stored", "duplicate", "invalid", "conflict"]),
  code: codeSchema.optional(),
});
/** `Verdicts` of the document. */
export const verdictsSchema = z.object({ verdicts: z.array(verdictSchema) });
/** `Error` of the document. */
export const errorSchema = z.object({ code: codeSchema, message: z.string() });

/** The body of a delivery. The digest is of the body's bytes exactly as they are sent. */
export const writeBatch = ({ records, gaps }: RecordBatch): string =>
  JSON.stringify({
    records: records.map(({ epoch, seq, stream, kind, body }) => ({
      epoch,
      seq,
      stream,
      kind,
      sha256: sha256Hex(body),
      body,
    })),
    gaps,
  });

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: no schema takes `undefined`, so the caller finds the answer unusable.
    return undefined;
  }
};

/** The verdicts of an answer; null when it cannot be read. */
export const readVerdicts = (text: string): readonly RecordVerdict[] | null => {
  const parsed = verdictsSchema.safeParse(parse(text));
  if (!parsed.success) return null;
  return parsed.data.verdicts.map(({ epoch, seq, verdict, code }) => ({
    id: { epoch, seq },
    // A duplicate is what a lost acknowledgement leaves behind: it has what it should have.
    kind: verdict === "stored" || verdict === "duplicate" ? "taken" : verdict,
    code: code ?? null,
  }));
};
