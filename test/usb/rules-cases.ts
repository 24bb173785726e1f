import { equal, match } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import type { Gadget } from "./gadgets.ts";
import { type RigCase, until } from "./harness.ts";
import { nameAppears, nameGoes } from "./stable-name.ts";

/** Scanners in their three modes. */
export interface Scanners {
  readonly com: Gadget;
  readonly pos: Gadget;
  readonly keys: Gadget;
}

/** The input device of the keyboard with this name, as sysfs has it. */
const inputOf = (model: string): string | undefined =>
  readdirSync("/sys/class/input")
    .filter((name) => name.startsWith("input"))
    .find((name) => readFileSync(`/sys/class/input/${name}/name`, "utf8").includes(model));

const inhibited = (model: string): string | null => {
  const name = inputOf(model);
  if (name === undefined) return null;
  return readFileSync(`/sys/class/input/${name}/inhibited`, "utf8").trim();
};

/** What the appliance's udev rules do with scanners: names, group, silence. */
export const rulesCases = ({ com, pos, keys }: Scanners): readonly RigCase[] => [
  {
    name: "rules: a USB-COM scanner has its stable names and the terminal's group",
    run: async () => {
      com.plug();
      await nameAppears("/dev/satriel/scanner");
      match(realpathSync("/dev/satriel/scanner"), /^\/dev\/ttyACM\d$/);
      const [byId = ""] = readdirSync("/dev/serial/by-id");
      equal(byId, "usb-Newland_USB-COM_scanner_SC001-if00");
      com.unplug();
      await nameGoes("/dev/satriel/scanner");
    },
  },
  {
    name: "rules: a HID POS scanner has its stable name and the terminal's group",
    run: async () => {
      pos.plug();
      await nameAppears("/dev/satriel/scanner-hid");
      pos.unplug();
      await nameGoes("/dev/satriel/scanner-hid");
    },
  },
  {
    name: "rules: a scanner in keyboard mode is read raw and silent for the desktop, also after a replug",
    run: async () => {
      for (let time = 0; time < 2; time += 1) {
        keys.plug();
        await nameAppears("/dev/satriel/scanner-keys");
        equal(existsSync("/dev/satriel/scanner-hid"), false);
        await until("the keyboard is silenced", () => inhibited("HID KBW") === "1");
        keys.unplug();
        await nameGoes("/dev/satriel/scanner-keys");
      }
    },
  },
];
