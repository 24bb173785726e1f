/** What a person watches: a test page, the scanner live, a text on the display. */
import { createDisplay } from "../../../hardware/display/device.ts";
import { layOut } from "../../../hardware/display/layout.ts";
import {
  DISPLAY_PROFILE_IDS,
  type DisplayProfileId,
  loadDisplayProfile,
} from "../../../hardware/display/profile.ts";
import type { PrintDocument } from "../../../hardware/printer/document.ts";
import { createScanner } from "../../../hardware/scanner/device.ts";
import type { Scan } from "../../../hardware/scanner/scan.ts";
import { pause, withDeadline } from "../../../hardware/timing.ts";
import { isDeviceFault } from "../../../hardware/fault.ts";
import { Failure } from "../../domain/failure.ts";
import { routeScan } from "../../domain/scan-route.ts";
import type { Clock } from "../../ports/clock.ts";
import { displayLink, scannerLink, scannerRules } from "../device-links.ts";
import type { Finding } from "./facts.ts";
import { portName, type ScannerSetup, type Targets } from "./targets.ts";
import { openPrinter } from "./trials.ts";

const testPage = (port: string, profile: string): PrintDocument => ({
  blocks: [
    { kind: "text", text: "TEST PAGE", align: "center", size: "large", inverse: true },
    { kind: "text", text: "No payment. Nothing was sold.", align: "center" },
    { kind: "rule" },
    { kind: "pair", label: "Port", value: port },
    { kind: "pair", label: "Profile", value: profile },
    { kind: "text", text: "ទំព័រសាកល្បង ១២,៣៤៥៛", align: "center" },
    { kind: "text", text: "Both ends of the line above and of the rule must be on the paper." },
    { kind: "qr", payload: "SATRIEL TEST PAGE" },
    { kind: "cut" },
  ],
});

const CLAIMS = { printed: "printed and cut", processed: "worked off" } as const;

/** Prints a test page; the finding says what the printer itself said of it. */
export const printTestPage = async (
  target: NonNullable<Targets["printer"]>,
  clock: Clock,
): Promise<Finding> => {
  const port = portName(target.port);
  const about = `test page at ${port}`;
  const printer = openPrinter(target, clock);
  try {
    const outcome = await printer.print(testPage(port, target.profile));
    if (outcome.kind === "done") {
      const what = `It was ${CLAIMS[outcome.value]}, says the printer.`;
      return { level: "good", code: "TEST_PAGE_PRINTED", about, what, act: null };
    }
    const what =
      outcome.kind === "refused"
        ? "It was not printed, and nothing was sent."
        : "It was sent, and the printer did not say that it printed.";
    const act = "Look at the paper, and at what is said of the printer above.";
    return {
      level: outcome.kind === "refused" ? "wrong" : "look",
      code: outcome.code,
      about,
      what,
      act,
    };
  } finally {
    await printer.close();
  }
};

/** Text that may be shown: a wallet's secret is not, and nothing is shown in full. */
const shown = ({ text }: Scan): string => {
  const { kind } = routeScan(text, { atMs: null });
  return kind === "wallet-secret" ? "(not shown)" : JSON.stringify(text.slice(0, 60));
};

const scanLine = (scan: Scan): string => {
  const { kind } = routeScan(scan.text, { atMs: null });
  const encoding = scan.encoding === "utf-8" ? "" : ", not UTF-8: wrong speed or wrong mode?";
  return `scanned ${kind}, ${scan.aimId ?? "no AIM id"}, ${scan.text.length} characters${encoding}: ${shown(scan)}`;
};

const REFUSED = {
  SCAN_CONTROL_CHARACTER: "wrong speed, wrong mode, or no payment code",
  SCAN_GARBLED: "the scanner is in another mode than the configuration says, or at another speed",
  SCAN_INCOMPLETE: "no CR or LF came after a code: set the scanner's suffix, or its speed",
  SCAN_NOT_QR: "a bar code, not a QR code",
  SCAN_TOO_FAST: "more codes at once than a person can show",
  SCAN_TOO_LONG: "longer than any payment code",
} as const;

/** Tells what is scanned for `seconds`, line by line; the finding sums it up. */
export const watchScanner = async (
  setup: ScannerSetup,
  seconds: number,
  parts: { readonly clock: Clock; readonly say: (line: string) => void },
): Promise<Finding> => {
  const { clock, say } = parts;
  const scanner = createScanner({
    ...scannerLink(setup, clock),
    rules: scannerRules(setup),
    clock,
    onScan: (scan) => say(scanLine(scan)),
    onRefused: (code) => say(`refused ${code}: ${REFUSED[code]}`),
  });
  try {
    await pause(seconds * 1_000, new AbortController().signal);
    const { scans, refused, code } = scanner.health();
    const about = `scanner at ${portName(setup.transport)}`;
    const counted = `${scans} codes came, ${refused} were refused, in ${seconds} s.`;
    if (scans > 0) return { level: "good", code: "SCANNED", about, what: counted, act: null };
    const act = "Set the scanner to the configured mode and speed by the bar codes in its manual.";
    return { level: "wrong", code: code ?? "SCANNED_NOTHING", about, what: counted, act };
  } finally {
    await scanner.close();
  }
};

const DISPLAY_MS = 5_000;

const isDisplayProfile = (id: string): id is DisplayProfileId =>
  (DISPLAY_PROFILE_IDS as readonly string[]).includes(id);

/** Writes two lines to the display and leaves them for `showMs`, five seconds when absent. */
export const writeDisplay = async (
  { port, profile: profileId }: NonNullable<Targets["display"]>,
  clock: Clock,
  showMs = DISPLAY_MS,
): Promise<Finding> => {
  if (!isDisplayProfile(profileId)) {
    const message = `there is no display profile "${profileId}"; there are ${DISPLAY_PROFILE_IDS.join(", ")}`;
    throw new Failure("PROFILE_UNKNOWN", message);
  }
  const profile = loadDisplayProfile(profileId);
  const about = `display at ${portName(port)}`;
  const display = createDisplay({ open: displayLink(port, clock).open, profile, clock });
  try {
    const upper = { kind: "centre", texts: ["SATRIEL TEST"] } as const;
    const lower = { kind: "pair", left: ["12345678"], right: "US$9.99" } as const;
    const glass = layOut({ upper, lower }, profile.charset);
    const end = await withDeadline(display.show(glass).done, showMs, "DISPLAY_NOT_REACHED");
    const act = "Look at it: SATRIEL TEST above, 12345678 and US$9.99 below.";
    const isGood = end === "sent" || end === "shown";
    if (isGood) await pause(showMs, new AbortController().signal);
    const what = isGood ? "The text went out." : "The display did not take the text.";
    const code = isGood ? "DISPLAY_WRITTEN" : "DISPLAY_REFUSED";
    return { level: isGood ? "look" : "wrong", code, about, what, act };
  } catch (error) {
    if (!isDeviceFault(error)) throw error;
    const code = display.health().code ?? error.code;
    const what = "The text did not go out.";
    return { level: "wrong", code, about, what, act: "See what is said of its port above." };
  } finally {
    await display.close();
  }
};
