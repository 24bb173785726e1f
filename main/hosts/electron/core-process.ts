import { loadConfig } from "../../config/load.ts";
import type { ComposeTerminal } from "../composed.ts";
import { createJsonLog } from "../json-log.ts";
import { runCore } from "./core-run.ts";

const configPath = process.argv[2] ?? "";
const port = process.parentPort;

// The composition is a bundle of its own, loaded late: a native module that does not fit this
// machine is then told as a failed start instead of ending the process without words.
const composition = new URL("./compose.js", import.meta.url).href;

await runCore({
  parent: port,
  tellMain: (message) => port.postMessage(message),
  loadConfig: () => loadConfig(configPath),
  loadCompose: async () => {
    const loaded = (await import(composition)) as { readonly composeTerminal: ComposeTerminal };
    return loaded.composeTerminal;
  },
  log: createJsonLog((line) => process.stderr.write(`${line}\n`)),
  exit: (code) => process.exit(code),
});
