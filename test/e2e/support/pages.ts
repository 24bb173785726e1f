import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Where the built screens are. */
export const BUILT = join(ROOT, "build/renderer");

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

/** At least as strict as what the hosts send. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/** Build the screens as they are shipped. */
export const buildScreens = async (): Promise<void> => {
  const { NODE_ENV = "test" } = process.env;
  // The runner's own value would have every element carry its place in the sources.
  process.env["NODE_ENV"] = "production";
  try {
    await build({ configFile: join(ROOT, "renderer/vite.config.ts"), logLevel: "error" });
  } finally {
    process.env["NODE_ENV"] = NODE_ENV;
  }
};

/** The built screens on loopback, under the policy that the hosts send. */
export interface Pages {
  readonly origin: string;
  readonly server: Server;
  readonly close: () => Promise<void>;
}

/** A built file, or null for anything outside or absent. */
const readBuilt = async (pathname: string): Promise<Buffer | null> => {
  const path = normalize(join(BUILT, pathname));
  if (!path.startsWith(BUILT + sep)) return null;
  try {
    return await readFile(path);
  } catch {
    return null;
  }
};

/** Serve `build/renderer` on a free port of 127.0.0.1. */
export const servePages = async (): Promise<Pages> => {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    void readBuilt(pathname).then((bytes) => {
      if (bytes === null) return response.writeHead(404).end();
      response.writeHead(200, {
        "content-type": TYPES[extname(pathname)] ?? "application/octet-stream",
        "content-security-policy": POLICY,
      });
      return response.end(bytes);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    server,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
