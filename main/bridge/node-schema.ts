import { z } from "zod";
import type { NodeFactsText, NodeText, NodeVerdict } from "./contract-node.ts";

/** {@link NodeVerdict}. */
export const nodeVerdict = z.enum([
  "good",
  "limited",
  "unusable",
  "unknown",
]) satisfies z.ZodType<NodeVerdict>;

const facts = z.strictObject({
  atMs: z.number(),
  alias: z.string(),
  shortKey: z.string(),
  version: z.string(),
  isSyncedToChain: z.boolean(),
  isSyncedToGraph: z.boolean().nullable(),
  height: z.number(),
  tipAtMs: z.number().nullable(),
  canReceive: z.string(),
  canSend: z.string(),
  peers: z.number(),
  channels: z.strictObject({
    active: z.number(),
    inactive: z.number().nullable(),
    opening: z.number(),
    closing: z.number().nullable(),
  }),
}) satisfies z.ZodType<NodeFactsText>;

/** The parts of {@link NodeText}. */
export const node = {
  verdict: nodeVerdict,
  reasons: z.array(z.string()).readonly(),
  facts: facts.nullable(),
} satisfies { readonly [K in keyof NodeText]: z.ZodType<NodeText[K]> };
