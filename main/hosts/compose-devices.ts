/** The devices on the counter, made from the configuration. A device that is missing never stops a payment. */
import { createFenceIds } from "../../hardware/printer/fence-ids.ts";
import { createPrinter, type Printer } from "../../hardware/printer/device.ts";
import { loadProfile, PROFILE_IDS, type ProfileId } from "../../hardware/printer/profiles.ts";
import { createDataGate } from "../../hardware/device-model/data-gate.ts";
import type { Device } from "../../hardware/device-model/device.ts";
import { healthOfScanner } from "../../hardware/device-model/drivers.ts";
import { createScanner, type Scanner } from "../../hardware/scanner/device.ts";
import type { Health } from "../app/health.ts";
import type { Config } from "../config/schema.ts";
import { Failure } from "../domain/failure.ts";
import { unknown } from "../domain/outcome.ts";
import { NO_PRINTER } from "../app/effects/print-effect.ts";
import type { Clock, Random, ReceiptPrinter } from "../ports.ts";
import { bringToLife, tellHealth, type LifeParts } from "./device-life.ts";
import { scannerLink, scannerRules, streamLink } from "./device-links.ts";

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
}

/** A shop without a printer: nothing waits for a receipt that nobody can print. */
const noPrinter: ReceiptPrinter = {
  print: async () => Promise.resolve(unknown(NO_PRINTER)),
};

/** The receipt printer; null and a stand-in when none is configured. */
export const composePrinter = (
  parts: DeviceParts,
): { readonly port: ReceiptPrinter; readonly device: Printer | null } => {
  const { config, clock, random, health } = parts;
  const { printer } = config.devices;
  if (printer === null) return { port: noPrinter, device: null };
  const [high = 0, low = 0] = random.bytes(2);
  const device = createPrinter({
    open: streamLink(printer.transport, clock).open,
    profile: loadProfile(toProfileId(printer.profile)),
    clock,
    ids: createFenceIds(high * 256 + low),
    onHealth: ({ kind }) => health.set("printer", kind === "ready" ? "up" : "down"),
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
