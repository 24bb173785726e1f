/**
 * Runs inside the machine of `npm run test:usb`: the drivers against USB devices, through the real
 * kernel. Results go out line by line over the second serial port.
 */
import { openSync, writeSync } from "node:fs";
import { doctorCases } from "./doctor-cases.ts";
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
import { scannerCases } from "./scanner-cases.ts";
import { createScannerEnd } from "./scanner-end.ts";

const results = openSync("/dev/ttyS1", "w");
const tell = (line: RigLine): void => {
  writeSync(results, `${JSON.stringify(line)}\n`);
};

const scanners = {
  com: createComScanner(0),
  pos: createPosScanner(1),
  keys: createKeyboardScanner(2),
};
const inHand = {
  com: createScannerEnd("usb-com", scanners.com),
  pos: createScannerEnd("hid-pos", scanners.pos),
  keys: createScannerEnd("wedge", scanners.keys),
};
const printer = createPrinterEnd(createUsbPrinter(3));

const cases = [
  ...rulesCases(scanners),
  ...scannerCases(inHand),
  ...doctorCases(inHand, printer),
  ...printerCases(printer),
];
await runCases(cases, tell);
process.exit(0);
