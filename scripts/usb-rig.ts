/**
 * `npm run test:usb [-- --out FILE]`: the drivers against emulated USB devices, through a real
 * kernel. Boots Debian's kernel in QEMU, without KVM or root; needs a Debian system with apt and
 * about 500 MB of disk. `USB_RIG_ACCEL=kvm` uses the processor's virtualisation.
 */
import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { boot } from "./usb-rig/boot.ts";
import { buildMachine } from "./usb-rig/machine.ts";
import { readIfThere, readReport, toLines, writeCounts } from "./usb-rig/report.ts";
import { installTools } from "./usb-rig/tools.ts";

const { values } = parseArgs({ options: { out: { type: "string" } } });
const project = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const folder = resolve(project, "build/usb-rig");
const console = resolve(folder, "console.log");
const results = resolve(folder, "results.ndjson");

const say = (line: string): void => void process.stdout.write(`${line}\n`);

// The guest covers /run with its own.
if (project.startsWith("/run/")) throw new Error("the USB rig cannot run from a folder below /run");

installTools();
mkdirSync(folder, { recursive: true });
const machine = buildMachine(folder);
say("booting; the first result comes after about half a minute");
const end = await boot({
  machine,
  accelerator: process.env["USB_RIG_ACCEL"] === "kvm" ? "kvm" : "tcg",
  memoryMiB: 1_024,
  timeoutMs: 900_000,
  project,
  program: "test/usb/guest.ts",
  console,
  results,
});

const report = readReport(readIfThere(results), end);
for (const line of toLines(report)) say(line);
const isGood = report.fault === null && report.cases.every(({ fault }) => fault === null);
if (!isGood) say(`\nlast lines of ${console}:\n${readIfThere(console).slice(-4_000)}`);
const passed = report.cases.filter(({ fault }) => fault === null).length;
say(`\n${passed} passed, ${report.cases.length - passed + (report.fault === null ? 0 : 1)} failed`);
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  writeCounts(values.out, report);
}
process.exitCode = isGood ? 0 : 1;
