/** The devices on the counter, made from the configuration. A device that is missing never stops a payment. */
import { createDataGate } from "../../../hardware/device-model/data-gate.ts";
import type { Device } from "../../../hardware/device-model/device.ts";
import { healthOfPrinter, healthOfScanner } from "../../../hardware/device-model/drivers.ts";
import { createPrinter, type Printer } from "../../../hardware/printer/device.ts";
import { createFenceIds } from "../../../hardware/printer/fence-ids.ts";
import type { JobReport } from "../../../hardware/printer/job.ts";
import { loadProfile, PROFILE_IDS, type ProfileId } from "../../../hardware/printer/profiles.ts";
import { wireWarning } from "../../../hardware/printer/wire-time.ts";
import { createScanner, type Scanner } from "../../../hardware/scanner/device.ts";
import { NO_PRINTER } from "../../app/effects/print-effect.ts";
import type { Health } from "../../app/health/health.ts";
import type { Config } from "../../config/schema.ts";
import { Failure } from "../../domain/failure.ts";
import { unknown } from "../../domain/outcome.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ReceiptPrinter } from "../../ports/devices.ts";
import type { Log } from "../../ports/log.ts";
import type { Random } from "../../ports/random.ts";
import { bringToLife, tellHealth, type LifeParts } from "../device-life.ts";
import { scannerLink, scannerRules, streamLink } from "../device-links.ts";
import { openPrintCount } from "../print-count.ts";

const isProfileId = (id: string): id is ProfileId =>
  (PROFILE_IDS as readonly string[]).includes(id);

const toProfileId = (id: string): ProfileId => {
  if (isProfileId(id)) return id;
  throw new Failure(
    "PROFILE_UNKNOWN",
    `devices.printer.profile: there is no "${id}"; there are ${PROFILE_IDS.join(", ")}`,
  );
};

/** What the devices are made with. */
export interface DeviceParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly health: Health;
  readonly log: Log;
}

/** A shop without a printer: nothing waits for a receipt that nobody can print. */
const noPrinter: ReceiptPrinter = {
  print: async () => Promise.resolve(unknown(NO_PRINTER)),
};

/** How often the printer is looked at: its paper, its cover and its cable are known before a receipt. */
const PRINTER_WATCH = { goodMs: 30_000, badMs: 1_000 };

/** The steps of a job that say something; the parts of it as they go out do not. */
const logJob =
  (log: Log) =>
  ({ id, sha256, level, state }: JobReport): void => {
    if (state.kind === "sending" && state.partsSent > 0) return;
    const code = "code" in state ? state.code : null;
    log.info({ job: id, sha256, level, state: state.kind, code }, "print job");
  };

/** The receipt printer; null and a stand-in when none is configured. */
export const composePrinter = (
  parts: DeviceParts,
): { readonly port: ReceiptPrinter; readonly device: Printer | null } => {
  const { config, clock, random, health, log } = parts;
  const { printer } = config.devices;
  if (printer === null) return { port: noPrinter, device: null };
  const { open, watch: changes } = streamLink(printer.transport, clock);
  const profile = loadProfile(toProfileId(printer.profile));
  const baud = printer.transport.kind === "serial" ? printer.transport.baud : 0;
  // Every receipt is in Khmer too.
  const warning = wireWarning(profile.widthDots, baud, true);
  if (warning !== null) log.warn({ code: warning.code, baud }, warning.message);
  const tell = tellHealth(health, "printer");
  const [high = 0, middle = 0, low = 0] = random.bytes(3);
  const count = openPrintCount(config.dataDir, (high * 256 + middle) * 256 + low, log);
  const device = createPrinter({
    open,
    profile,
    clock,
    ids: createFenceIds(count.start, (next) => count.keep(next)),
    timing: { baud },
    watch: PRINTER_WATCH,
    ...(changes === undefined ? {} : { changes }),
    onJob: logJob(log),
    onHealth: (told) => tell(healthOfPrinter(told)),
  });
  return {
    device,
    port: {
      print: async (document) => {
        const outcome = await device.print(document);
        return outcome.kind === "done" ? { kind: "done", value: null } : outcome;
      },
    },
  };
};

/** Who takes the codes of the scanner. */
export interface ScanTaker {
  /** False while a code would belong to nobody, as in the middle of a payment. */
  readonly takesScans: () => boolean;
  readonly scanned: (text: string) => unknown;
  readonly scanRefused: (code: string) => void;
}

/** The scanner at the counter; null when none is configured. */
export const composeScanner = async (
  parts: LifeParts,
  taker: ScanTaker,
): Promise<Device<Scanner> | null> => {
  const { config, clock, random, health, log } = parts;
  const { scanner } = config.devices;
  if (scanner === null) return null;
  const gate = createDataGate<string>((text) => void taker.scanned(text));
  const take = (text: string): void => {
    if (taker.takesScans()) gate.enable();
    else gate.disable();
    if (gate.take(text)) return;
    log.info({ discarded: gate.discarded() }, "a code was scanned that nobody waited for");
  };
  const tell = tellHealth(health, "scanner");
  return bringToLife(parts, {
    name: "scanner",
    transport: scanner.transport,
    start: () =>
      createScanner({
        ...scannerLink(scanner, clock),
        rules: scannerRules(scanner),
        clock,
        fraction: () => random.fraction(),
        onScan: ({ text }) => take(text),
        onRefused: (code) => taker.scanRefused(code),
        onHealth: (told) => tell(healthOfScanner(told)),
      }),
  });
};
