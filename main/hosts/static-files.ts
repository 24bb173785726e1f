import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { Failure } from "../domain/failure.ts";

/** One file of the built screens, ready to be sent. */
interface StaticFile {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The built screens by the path of their address, such as `/cashier.html`. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".ttf": "font/ttf",
  ".mp3": "audio/mpeg",
  ".ogg": "audio/ogg",
  ".wav": "audio/wav",
  ".txt": "text/plain; charset=utf-8",
};

const NEEDED = ["/cashier.html", "/payer.html"];

const listing = async (folder: string) => {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (cause) {
    throw new Failure("SCREENS_NOT_BUILT", "the screens are not built: run npm run build", cause);
  }
};

/**
 * Read every file of the built screens into memory. What is not in the map cannot be asked for, so
 * no path in a request ever reaches the file system; links and files of an unknown type are left
 * out. Throws `SCREENS_NOT_BUILT` when the folder or a screen's page is missing.
 */
export const readStaticFiles = async (folder: string): Promise<StaticFiles> => {
  const files = new Map<string, StaticFile>();
  for (const entry of await listing(folder)) {
    const contentType = CONTENT_TYPES[extname(entry.name).toLowerCase()];
    if (!entry.isFile() || contentType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const address = `/${relative(folder, path).split(sep).join("/")}`;
    files.set(address, { contentType, bytes: new Uint8Array(await readFile(path)) });
  }
  const missing = NEEDED.find((page) => !files.has(page));
  if (missing === undefined) return files;
  throw new Failure("SCREENS_NOT_BUILT", `the screens have no page ${missing}: run npm run build`);
};
