/** Build the screens and the Electron host into `build/`. */
import { cp, rm } from "node:fs/promises";
import { build } from "vite";
import { at, ELECTRON_OUT, electronBundle } from "./electron-bundle.ts";

await build({ configFile: at("renderer/vite.config.ts"), logLevel: "warn" });
await rm(ELECTRON_OUT, { recursive: true, force: true });
await build(electronBundle("processes"));
await build(electronBundle("preload"));
await rm(at("build/profiles"), { recursive: true, force: true });
await cp(at("hardware/profiles"), at("build/profiles"), { recursive: true });
