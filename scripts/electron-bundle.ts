import { fileURLToPath } from "node:url";
import type { InlineConfig } from "vite";

/** A path inside the project. */
export const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Where the bundles of the Electron host lie. */
export const ELECTRON_OUT = at("build/electron");

const ENTRIES = {
  processes: {
    main: at("main/hosts/electron/main.ts"),
    "core-process": at("main/hosts/electron/core-process.ts"),
    "seal-worker": at("main/journal/seal-worker.ts"),
  },
  preload: { preload: at("main/hosts/electron/preload.ts") },
};

/**
 * How one kind of bundle of the Electron host is built. Libraries of the processes stay outside and
 * are packed beside them. A sandboxed preload may load nothing but Electron, and only with
 * `require`: it is one CommonJS file.
 */
export const electronBundle = (kind: "processes" | "preload"): InlineConfig => {
  const isPreload = kind === "preload";
  return {
    configFile: false,
    root: at("."),
    logLevel: "warn",
    publicDir: false,
    ...(isPreload ? { ssr: { noExternal: true, external: ["electron"] } } : {}),
    build: {
      ssr: true,
      target: "node24",
      outDir: ELECTRON_OUT,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: ENTRIES[kind],
        output: {
          format: isPreload ? "cjs" : "es",
          entryFileNames: isPreload ? "[name].cjs" : "[name].js",
          // Beside the entries: files are found from `import.meta.url`, wherever code is put.
          chunkFileNames: "[name]-[hash].js",
        },
      },
    },
  };
};
