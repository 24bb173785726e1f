import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Fault } from "./faults.ts";
import type { FileKind } from "./fields.ts";
import { settings } from "./settings.ts";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const at = (value: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);

const wordsOn = (path: string, kind: FileKind): string | null => {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return kind === "key" ? null : "names a file that does not exist";
  if (!status.isFile()) return "must name a file";
  if (kind === "public") return null;
  if ((status.mode & 0o077) !== 0) {
    return "names a file that others than its owner may read or write: chmod 600 it";
  }
  return kind === "secret" && status.size === 0 ? "names a file that is empty" : null;
};

const judge = (path: string, kind: FileKind): string | null => {
  try {
    return wordsOn(path, kind);
  } catch {
    return "names a file that cannot be reached";
  }
};

/**
 * What is wrong with the files that a configuration names. Their names are not repeated in the
 * words: a secret may have been put where its file belongs.
 */
export const fileFaults = (raw: unknown, folder: string): readonly Fault[] =>
  settings.flatMap(({ path, file }) => {
    const name = at(raw, path);
    if (file === null || typeof name !== "string" || name === "") return [];
    const words = judge(resolve(folder, name), file);
    return words === null ? [] : [{ path, words }];
  });
