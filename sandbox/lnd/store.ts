import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Failure } from "../../main/domain/failure.ts";
import type { ChannelTotals } from "./channel.ts";
import type { Invoice } from "./invoice.ts";
import type { WalletState } from "./wallet.ts";

/** Everything that outlives a restart of the simulated node, its chain and its payer. */
export interface NodeData extends ChannelTotals {
  readonly height: number;
  readonly invoices: readonly Invoice[];
  readonly wallet: WalletState;
}

// JSON has no big integers: every amount is a decimal string, known again by its unit.
const toJson = (_key: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value;
const fromJson = (key: string, value: unknown): unknown =>
  key.endsWith("Msat") && typeof value === "string" ? BigInt(value) : value;

/** `data` as plain JSON values, amounts as decimal strings. */
export const toPlain = (data: unknown): unknown => JSON.parse(JSON.stringify(data, toJson));

/** What the file holds, or null when there is none. Throws `LND_DATA_UNREADABLE`. */
export const readNodeData = (path: string): NodeData | null => {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, "utf8"), fromJson) as NodeData;
  } catch (error) {
    throw new Failure("LND_DATA_UNREADABLE", `cannot read the node's data file ${path}`, error);
  }
};

/** Write all of it; whoever reads the file sees the old or the new state, never a half. */
export const writeNodeData = (path: string, data: NodeData): void => {
  const next = `${path}.next`;
  writeFileSync(next, JSON.stringify(data, toJson, 1), { mode: 0o600 });
  renameSync(next, path);
};
