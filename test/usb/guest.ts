/**
 * Runs inside the machine of `npm run test:usb`: the drivers against USB devices, through the real
 * kernel. Results go out line by line over the second serial port.
 */
import { openSync, writeSync } from "node:fs";
import {
  createComScanner,
  createKeyboardScanner,
  createPosScanner,
  createUsbPrinter,
} from "./gadgets.ts";
import { type RigLine, runCases } from "./harness.ts";
import { printerCases } from "./printer-cases.ts";
import { createPrinterEnd } from "./printer-end.ts";
import { rulesCases } from "./rules-cases.ts";

const results = openSync("/dev/ttyS1", "w");
const tell = (line: RigLine): void => {
  writeSync(results, `${JSON.stringify(line)}\n`);
};

const scanners = {
  com: createComScanner(0),
  pos: createPosScanner(1),
  keys: createKeyboardScanner(2),
};
const printer = createPrinterEnd(createUsbPrinter(3));

await runCases([...rulesCases(scanners), ...printerCases(printer)], tell);
process.exit(0);
