import { type FoundDevice, nameOf, roleOf } from "../../../hardware/find/found-device.ts";
import type { Facts, Finding, Trial } from "./facts.ts";

type Words = Readonly<{ what: string; act: string }>;

/** By code; a name that ends in `_*` stands for the rest of its family. */
const WORDS: ReadonlyMap<string, Words> = new Map(
  Object.entries({
    TRANSPORT_DENIED: {
      what: "This user may not open it.",
      act: "Install the udev rules (appliance/install.sh), or ask as the terminal's user.",
    },
    TRANSPORT_WRONG_KIND: {
      what: "There is something else under this name.",
      act: "Compare the name in the configuration with the devices above.",
    },
    TRANSPORT_UNREACHABLE: {
      what: "Nothing answers there.",
      act: "Check power, cable and, on a network, address and port.",
    },
    PRINTER_PAPER_OUT: { what: "It has no paper.", act: "Put in a new roll." },
    PRINTER_COVER_OPEN: { what: "Its cover is open.", act: "Close the cover." },
    PRINTER_CUTTER_FAULT: {
      what: "Its cutter is stuck.",
      act: "Open the cover, free the knife by its wheel, close the cover.",
    },
    PRINTER_OVERHEATED: { what: "Its head is too hot.", act: "Wait some minutes." },
    PRINTER_OFFLINE: {
      what: "It is off line: a button is held, or it waits for somebody.",
      act: "Let go of its buttons; switch it off and on.",
    },
    PRINTER_UNREACHABLE: {
      what: "It is not there: cable out, switched off, or another name.",
      act: "Check power and cable, and compare the name with the devices above.",
    },
    "PRINTER_*": { what: "The printer reports a fault.", act: "Switch it off and on." },
    SCANNER_NOT_INHIBITED: {
      what: "It is in keyboard mode and types what it scans into whatever is on the screen.",
      act: "Install the udev rules (appliance/install.sh), or set it to USB-COM or HID POS mode.",
    },
  }),
);

const wordsOf = (code: string): Words =>
  WORDS.get(code) ??
  WORDS.get(`${code.split("_")[0] ?? ""}_*`) ?? {
    what: "It does not work.",
    act: "Switch it off and on; if that does not help, show the code to support.",
  };

const list = (devices: readonly FoundDevice[]): string =>
  devices.map((device) => `${nameOf(device)} at ${device.names[0] ?? device.path}`).join(", ");

/** Where the device may be instead. */
const elsewhere = ({ role, port }: Trial, devices: readonly FoundDevice[]): string => {
  const roles = {
    printer: ["printer", "serial-adapter"],
    scanner: ["scanner", "keyboard-scanner"],
    display: ["serial-adapter"],
  }[role];
  const others = devices.filter(
    (device) => roles.includes(roleOf(device)) && ![device.path, ...device.names].includes(port),
  );
  return others.length === 0 ? "" : ` These were found: ${list(others)}.`;
};

const notFound = (trial: Trial, devices: readonly FoundDevice[]): Words => ({
  what: "It is not there: its cable is out, or it has another name.",
  act: `Plug it in, or put the right name into the configuration.${elsewhere(trial, devices)}`,
});

const busy = ({ heldBy }: Trial): Words => ({
  what:
    heldBy.length === 0
      ? "Another program holds it."
      : `Another program holds it: ${heldBy.join(", ")}.`,
  act: "If that is the terminal itself, all is well: end it before asking the doctor. Otherwise end that program.",
});

const silent = ({ baud, answersAtBaud, noiseCount }: Trial): Words => {
  if (answersAtBaud !== null) {
    return {
      what: `It does not answer at ${baud} baud, and it does at ${answersAtBaud}.`,
      act: `Set "baud": ${answersAtBaud} in the configuration, or the printer's switches to ${baud}.`,
    };
  }
  const isGarbled = noiseCount > 0;
  return {
    what: isGarbled
      ? "What it sends cannot be read: the speed is wrong, or the cable is bad."
      : "The port opens, and the printer does not answer.",
    act:
      baud === null
        ? "Check that it is switched on, and that its profile fits: some printers cannot answer."
        : "Compare speed, parity and cable with the printer's self test (hold its feed button while switching it on).",
  };
};

const troubleOf = (trial: Trial, devices: readonly FoundDevice[]): Words => {
  switch (trial.code) {
    case "TRANSPORT_NOT_FOUND":
      return notFound(trial, devices);
    case "TRANSPORT_BUSY":
      return busy(trial);
    case "PRINTER_NO_ANSWER":
      return silent(trial);
    default:
      return wordsOf(trial.code ?? "");
  }
};

const LEVEL_WORDS = {
  L3: "it says when a receipt is printed",
  L2: "it says when a receipt is worked off",
  L1: "it cannot say that a receipt is printed, so receipts read: sent, please look",
} as const;

const working = ({ role, model, level }: Trial): string => {
  if (role === "printer") {
    const claim = level === null ? "" : `; ${LEVEL_WORDS[level]}`;
    return `The printer answers${model === null ? "" : ` as ${model}`}${claim}.`;
  }
  return role === "scanner"
    ? "The scanner's port opens. Hold a code before it with --scan 20 to see that it reads."
    : "The display's port opens. A display never answers: look whether it shows the text.";
};

const judgeTrial = (trial: Trial, devices: readonly FoundDevice[]): readonly Finding[] => {
  const about = `${trial.role} at ${trial.port}`;
  if (trial.code !== null) {
    const code = trial.answersAtBaud === null ? trial.code : "BAUD_WRONG";
    return [{ level: "wrong", code, about, ...troubleOf(trial, devices) }];
  }
  const good: Finding = {
    level: "good",
    code: "DEVICE_WORKS",
    about,
    what: working(trial),
    act: null,
  };
  if (!trial.isPaperNearEnd) return [good];
  const what = "The roll is near its end.";
  const act = "Have a new roll at hand.";
  return [good, { level: "look", code: "PRINTER_PAPER_NEAR_END", about, what, act }];
};

/** What is to be said of the devices that were opened and asked. Pure. */
export const judgeTrials = ({ trials, devices }: Facts): readonly Finding[] =>
  trials.flatMap((trial) => judgeTrial(trial, devices));
