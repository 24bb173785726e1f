import { type FoundDevice, nameOf, roleOf } from "../../../hardware/find/found-device.ts";
import type { Facts, Finding } from "./facts.ts";

const INSTALL_RULES =
  "Run `sudo sh appliance/install.sh` (in the package: /opt/Satriel/resources/appliance/install.sh), then plug the device in again.";
const ROLE_WORDS = {
  printer: "printer",
  scanner: "scanner",
  "keyboard-scanner": "scanner in keyboard mode",
  "serial-adapter": "serial adapter, for a display or a printer",
  other: "other",
} as const;

type Machine = Facts["machine"];

const judgeAccess = (device: FoundDevice, { hasRules }: Machine): Finding | null => {
  const about = `${nameOf(device)} at ${device.path}`;
  if (device.access === "absent") {
    return {
      level: "wrong",
      code: "DEVICE_GONE",
      about,
      what: "The system knows it, but its file is not there: it was unplugged just now, or udev is not running.",
      act: "Plug it in again and ask the doctor once more.",
    };
  }
  if (device.access === "allowed") return null;
  return {
    level: "wrong",
    code: "DEVICE_DENIED",
    about,
    what: "This user may not open it.",
    act: hasRules
      ? "Ask the doctor as the terminal's user: `sudo -u satriel npm run doctor`; if it says the same, plug the device in again so that the rules take hold."
      : INSTALL_RULES,
  };
};

const judgeModem = (device: FoundDevice, { hasModemManager }: Machine): Finding | null =>
  hasModemManager && device.isNoModem === false
    ? {
        level: "wrong",
        code: "MODEM_MANAGER",
        about: `${nameOf(device)} at ${device.path}`,
        what: "ModemManager takes this port for a modem and sends commands to it: the first seconds after each plug-in are lost, and some scanners take the commands as settings.",
        act: `${INSTALL_RULES} Or remove ModemManager: \`sudo apt-get remove modemmanager\`.`,
      }
    : null;

const judgeKeys = (device: FoundDevice): Finding | null =>
  roleOf(device) === "keyboard-scanner" && device.isSilent === false
    ? {
        level: "wrong",
        code: "SCANNER_NOT_INHIBITED",
        about: `${nameOf(device)} at ${device.path}`,
        what: "It is in keyboard mode and types what it scans into whatever is on the screen.",
        act: `Set it to USB-COM or HID POS mode by the bar code in its manual, which is better; or: ${INSTALL_RULES}`,
      }
    : null;

const judgeName = (device: FoundDevice): Finding | null =>
  device.names.length === 0 && device.kind !== "hid"
    ? {
        level: "look",
        code: "NAME_UNSTABLE",
        about: `${nameOf(device)} at ${device.path}`,
        what: "It has no name that stays: after the next start it may have another number.",
        act: "Install the rules, or write one for its maker; the head of 70-satriel.rules says how.",
      }
    : null;

const found = (device: FoundDevice): Finding => ({
  level: "good",
  code: "DEVICE_FOUND",
  about: `${nameOf(device)} at ${device.path}`,
  what: `A ${ROLE_WORDS[roleOf(device)]}${device.names[0] === undefined ? "" : `; use the name ${device.names[0]}`}.`,
  act: null,
});

const judgeDevice = (device: FoundDevice, machine: Machine): readonly Finding[] => {
  const faults = [
    judgeAccess(device, machine),
    judgeModem(device, machine),
    judgeKeys(device),
    judgeName(device),
  ].filter((finding) => finding !== null);
  return [found(device), ...faults];
};

/** What is to be said of the devices that the system shows, before any is opened. Pure. */
export const judgeDevices = ({ devices, machine }: Facts): readonly Finding[] => {
  const ours = devices.filter((device) => roleOf(device) !== "other");
  if (ours.length === 0) {
    return [
      {
        level: "look",
        code: "DEVICE_NONE",
        about: "USB",
        what: "No printer, scanner or serial adapter is on USB.",
        act: "Check cables and power. Devices on the network do not show here.",
      },
    ];
  }
  const rules: readonly Finding[] = machine.hasRules
    ? []
    : [
        {
          level: "wrong",
          code: "RULES_MISSING",
          about: "udev",
          what: "The terminal's udev rules are not installed: names change, and only root may open the devices.",
          act: INSTALL_RULES,
        },
      ];
  return [...rules, ...ours.flatMap((device) => judgeDevice(device, machine))];
};
