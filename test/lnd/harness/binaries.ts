/** lnd and btcd, built once from the Go module beside this folder. */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "../../../main/domain/failure.ts";

const MODULE = fileURLToPath(new URL("..", import.meta.url));
const CACHE = fileURLToPath(new URL("../../../build/lnd", import.meta.url));

/** Those of LND's own releases; without `invoicesrpc` a node has no hold invoices. */
const TAGS =
  "autopilotrpc chainrpc invoicesrpc neutrinorpc peersrpc routerrpc signrpc walletrpc watchtowerrpc wtclientrpc";
const BUILD = ["build", "-trimpath", "-ldflags", "-s -w", "-tags", TAGS];

/** Where Go's own installer puts it, which is not on every path. */
const GO_PLACES = ["go", "/usr/local/go/bin/go"];

/** Paths of the programs. */
export interface Binaries {
  readonly lnd: string;
  readonly btcd: string;
}

/** The folder of this very set of versions and flags. */
const folder = (): string => {
  const hash = createHash("sha256").update(BUILD.join("\0"));
  for (const file of ["go.mod", "go.sum"]) hash.update(readFileSync(join(MODULE, file)));
  return join(CACHE, hash.digest("hex").slice(0, 16));
};

const inFolder = (path: string): Binaries => ({
  lnd: join(path, "lnd"),
  btcd: join(path, "btcd"),
});

/** The Go that the nodes ask for, as their module says. */
const neededGo = (): string =>
  /^go (\S+)$/m.exec(readFileSync(join(MODULE, "go.mod"), "utf8"))?.[1] ?? "";

/** The Go to build with. Throws `GO_MISSING`. */
export const findGo = (places: readonly string[] = GO_PLACES): string => {
  const go = places.find((place) => spawnSync(place, ["version"]).status === 0);
  if (go !== undefined) return go;
  throw new Failure(
    "GO_MISSING",
    `there is no Go on this machine: a real LND is built once, with Go ${neededGo()} or newer (https://go.dev/dl)`,
  );
};

const build = async (go: string, target: string): Promise<void> => {
  const args = [...BUILD, "-o", `${target}/`, "tool"];
  const child = spawn(go, args, { cwd: MODULE, stdio: ["ignore", "inherit", "inherit"] });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("exit", resolve);
  const code = await promise;
  if (code !== 0) throw new Failure("LND_BUILD_FAILED", `go build ended with code ${code}`);
};

/** Where to look for what is needed. */
export interface BinaryPlaces {
  /** Folder of the built programs. */
  readonly cache?: string;
  readonly go?: readonly string[];
}

/**
 * The programs, which {@link prepareBinaries} has built. Throws `LND_NOT_BUILT` with the command that
 * builds them, or `GO_MISSING` where nothing could.
 */
export const findBinaries = ({ cache = folder(), go }: BinaryPlaces = {}): Binaries => {
  const binaries = inFolder(cache);
  if (existsSync(binaries.lnd) && existsSync(binaries.btcd)) return binaries;
  findGo(go);
  throw new Failure(
    "LND_NOT_BUILT",
    "lnd and btcd are not built yet: run npm run lnd:build, once; it takes a few minutes",
  );
};

/**
 * Build the programs unless this version of them is there: about four minutes on two cores the first
 * time, with the download. Throws `GO_MISSING` or `LND_BUILD_FAILED`.
 */
export const prepareBinaries = async (say: (line: string) => void): Promise<Binaries> => {
  const target = folder();
  if (existsSync(target)) return findBinaries();
  const go = findGo();
  say("Building lnd and btcd, once for this version: a few minutes ...");
  const half = `${target}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  try {
    await build(go, half);
    for (const name of readdirSync(CACHE)) {
      if (join(CACHE, name) !== half) rmSync(join(CACHE, name), { recursive: true, force: true });
    }
    renameSync(half, target);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  return findBinaries();
};
