/**
 * What may be on a disk after the power went. An honest disk keeps what was synced before; of the
 * rest anything may be there. Names last once their folder was synced, bytes once their file was.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DiskOp } from "./recording.ts";

/** What becomes of operations that were not synced. `some`: a random subset of 512-byte sectors. */
export type Model = "none" | "some" | "all";

type DataOp = Extract<DiskOp, { readonly kind: "write" | "truncate" }>;
type NameOp = Extract<DiskOp, { readonly kind: "create" | "unlink" | "rename" | "link" }>;

/** Bytes that grow without being copied at every write. */
interface Bytes {
  room: Buffer;
  length: number;
}

/** One file's bytes, whatever its names. */
interface Node {
  readonly synced: Bytes;
  pending: DataOp[];
}

const SECTOR = 512;

const parentOf = (path: string): string => (path.includes("/") ? dirname(path) : "");

const setLength = (bytes: Bytes, length: number): void => {
  if (length > bytes.room.length) {
    const room = Buffer.alloc(2 * length);
    bytes.room.copy(room, 0, 0, bytes.length);
    bytes.room = room;
  }
  // What was cut off reads as zeros should the file grow again.
  if (length < bytes.length) bytes.room.fill(0, length, bytes.length);
  bytes.length = length;
};

const apply = (bytes: Bytes, op: DataOp): void => {
  if (op.kind === "truncate") return setLength(bytes, op.length);
  setLength(bytes, Math.max(bytes.length, op.offset + op.data.length));
  op.data.copy(bytes.room, op.offset);
};

const copyOf = ({ room, length }: Bytes): Bytes => ({
  room: Buffer.from(room.subarray(0, length)),
  length,
});

const sectorsOf = (op: DataOp): readonly DataOp[] => {
  if (op.kind === "truncate") return [op];
  const parts: DataOp[] = [];
  for (let at = 0; at < op.data.length;) {
    const end = Math.min(op.data.length, at + SECTOR - ((op.offset + at) % SECTOR));
    parts.push({ ...op, offset: op.offset + at, data: op.data.subarray(at, end) });
    at = end;
  }
  return parts;
};

const survivors = (pending: readonly DataOp[], model: Model, chance: () => number) => {
  if (model === "none") return [];
  if (model === "all") return pending;
  const share = chance();
  return pending.flatMap(sectorsOf).filter(() => chance() < share);
};

/** A disk that is told operations one by one and can be cut off after any. */
export interface Disk {
  tell(op: DiskOp): void;
  /** Write into `folder` what is found after a power cut now. */
  cut(folder: string, model: Model, chance: () => number): void;
}

const rename = (names: Map<string, Node>, op: NameOp, made: Node | undefined): void => {
  const node = op.kind === "create" ? made : names.get(op.path);
  if (node === undefined) return;
  if (op.kind === "create") names.set(op.path, node);
  if (op.kind === "unlink" || op.kind === "rename") names.delete(op.path);
  if (op.kind === "rename" || op.kind === "link") names.set(op.to, node);
};

export const createDisk = (): Disk => {
  /** As the running process sees it, and as the disk is sure to have it. */
  const now = new Map<string, Node>();
  const lasting = new Map<string, Node>();
  const made = new WeakMap<NameOp, Node>();
  let pendingNames: NameOp[] = [];

  const tellName = (op: NameOp): void => {
    if (op.kind === "create")
      made.set(op, { synced: { room: Buffer.alloc(4_096), length: 0 }, pending: [] });
    pendingNames.push(op);
    rename(now, op, made.get(op));
  };

  const syncFolder = (path: string): void => {
    const isHere = (op: NameOp): boolean => parentOf(op.path) === path;
    for (const op of pendingNames.filter(isHere)) rename(lasting, op, made.get(op));
    pendingNames = pendingNames.filter((op) => !isHere(op));
  };

  const sync = (path: string): void => {
    const node = now.get(path);
    if (node === undefined) return syncFolder(path);
    for (const op of node.pending) apply(node.synced, op);
    node.pending = [];
  };

  const namesAfter = (model: Model, chance: () => number): ReadonlyMap<string, Node> => {
    if (model === "all") return now;
    const names = new Map(lasting);
    // A journaling file system keeps the order of names, so what survives is a beginning.
    const kept = model === "none" ? 0 : Math.floor(chance() * (pendingNames.length + 1));
    for (const op of pendingNames.slice(0, kept)) rename(names, op, made.get(op));
    return names;
  };

  return {
    tell: (op) => {
      if (op.kind === "sync") sync(op.path);
      else if (op.kind === "write" || op.kind === "truncate") now.get(op.path)?.pending.push(op);
      else tellName(op);
    },
    cut: (folder, model, chance) => {
      for (const [path, node] of namesAfter(model, chance)) {
        const bytes = copyOf(node.synced);
        for (const op of survivors(node.pending, model, chance)) apply(bytes, op);
        const file = join(folder, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, bytes.room.subarray(0, bytes.length), { mode: 0o600 });
      }
    },
  };
};
