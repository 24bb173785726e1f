/** What can show the screens on this machine: Electron, a Chromium, or a browser somewhere else. */
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { at } from "./processes.ts";

/** The shell to use, and why this one. */
export type Shell =
  | { readonly kind: "electron"; readonly why: string }
  | { readonly kind: "chromium"; readonly path: string; readonly why: string }
  | { readonly kind: "none"; readonly why: string };

const CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const findChromium = (): string | null => {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = CHROMIUM_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find(isExecutable) ?? null;
};

/** Electron's npm package names its program in `path.txt` once the program has been fetched. */
const hasElectron = (): boolean => {
  const pointer = at("node_modules/electron/path.txt");
  if (!existsSync(pointer)) return false;
  return isExecutable(at(`node_modules/electron/dist/${readFileSync(pointer, "utf8").trim()}`));
};

const hasDisplay = (): boolean =>
  (process.env["DISPLAY"] ?? "") !== "" || (process.env["WAYLAND_DISPLAY"] ?? "") !== "";

/** Electron where its program is there, else Chromium, else nothing but addresses. */
export const chooseShell = (): Shell => {
  if (!hasDisplay()) return { kind: "none", why: "there is no display here (DISPLAY is not set)" };
  if (hasElectron()) return { kind: "electron", why: "Electron's program is installed" };
  const chromium = findChromium();
  return chromium === null
    ? { kind: "none", why: "neither Electron's program nor a Chromium was found" }
    : { kind: "chromium", path: chromium, why: "Electron's program is not installed" };
};
