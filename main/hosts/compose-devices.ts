/** The devices on the counter, made from the configuration. A device that is missing never stops a payment. */
import { createFenceIds } from "../../hardware/printer/fence-ids.ts";
import { createPrinter, type Printer } from "../../hardware/printer/device.ts";
import { loadProfile, PROFILE_IDS, type ProfileId } from "../../hardware/printer/profiles.ts";
import { createScanner, type Scanner } from "../../hardware/scanner/device.ts";
import type { Health } from "../app/health.ts";
import type { Config } from "../config/schema.ts";
import { Failure } from "../domain/failure.ts";
import { unknown } from "../domain/outcome.ts";
import { NO_PRINTER } from "../app/effects/print-effect.ts";
import type { Clock, Random, ReceiptPrinter } from "../ports.ts";
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

/** The scanner at the counter; null when none is configured. */
export const composeScanner = (
  { config, clock, random }: DeviceParts,
  onScan: (text: string) => void,
): Scanner | null => {
  const { scanner } = config.devices;
  return scanner === null
    ? null
    : createScanner({
        ...scannerLink(scanner, clock),
        rules: scannerRules(scanner),
        clock,
        fraction: () => random.fraction(),
        onScan: ({ text }) => onScan(text),
      });
};
