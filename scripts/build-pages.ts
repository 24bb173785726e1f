import { build } from "vite";
import { at } from "./processes.ts";

/** Build the terminal's screens into `build/renderer` and the control page into `build/sandbox-page`. */
export const buildPages = async (): Promise<void> => {
  await build({ configFile: at("renderer/vite.config.ts"), logLevel: "warn" });
  await build({ configFile: at("sandbox/page/vite.config.ts"), logLevel: "warn" });
};
