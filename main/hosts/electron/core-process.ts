import { loadConfig } from "../../config/load.ts";
import { createJsonLog } from "../json-log.ts";
import { runCore } from "./core-run.ts";

const configPath = process.argv[2] ?? "";
const port = process.parentPort;

await runCore({
  parent: port,
  tellMain: (message) => port.postMessage(message),
  loadConfig: () => loadConfig(configPath),
  // Loaded late: a native module that does not fit this machine is then told as a failed start
  // instead of ending the process without words.
  loadCompose: async () => (await import("../compose/compose.ts")).composeTerminal,
  log: createJsonLog((line) => process.stderr.write(`${line}\n`)),
  exit: (code) => process.exit(code),
});
