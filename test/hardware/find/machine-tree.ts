import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** A machine's `/sys`, `/dev` and `/run` as files in a folder. */
export interface MachineTree {
  readonly root: string;
  file(path: string, content: string | Uint8Array): void;
  /** A relative link, as udev and sysfs make them. */
  link(path: string, target: string): void;
}

/** An empty machine below `root`. */
export const createMachineTree = (root: string): MachineTree => {
  const place = (path: string): string => {
    const whole = join(root, path);
    mkdirSync(dirname(whole), { recursive: true });
    return whole;
  };
  return {
    root,
    file: (path, content) => writeFileSync(place(path), content),
    link: (path, target) => {
      symlinkSync(relative(dirname(join(root, path)), join(root, target)), place(path));
    },
  };
};

const USB = "sys/devices/pci0/usb1";

interface Unit {
  readonly port: string;
  readonly ids: readonly [vendor: string, product: string];
  readonly words: readonly [maker: string, model: string, serial: string];
}

const usbDevice = (tree: MachineTree, { port, ids, words }: Unit): string => {
  const folder = `${USB}/${port}`;
  const files = { idVendor: ids[0], idProduct: ids[1], manufacturer: words[0] };
  const more = { product: words[1], serial: words[2] };
  for (const [name, value] of Object.entries({ ...files, ...more })) {
    tree.file(`${folder}/${name}`, `${value}\n`);
  }
  return `${folder}/${port}:1.0`;
};

/** A serial port of `unit`. `names`: links to it; `isNoModem`: as the rules leave it in udev's data. */
export const addSerial = (
  tree: MachineTree,
  node: string,
  unit: Unit,
  options: { readonly names?: readonly string[]; readonly isNoModem?: boolean } = {},
): void => {
  const at = usbDevice(tree, unit);
  const number = `166:${node.at(-1)}`;
  tree.file(`${at}/tty/${node}/dev`, `${number}\n`);
  tree.link(`${at}/tty/${node}/device`, at);
  tree.link(`sys/class/tty/${node}`, `${at}/tty/${node}`);
  tree.file(`dev/${node}`, "");
  for (const name of options.names ?? []) tree.link(name, `dev/${node}`);
  const mark = options.isNoModem === true ? "E:ID_MM_DEVICE_IGNORE=1\n" : "";
  tree.file(`run/udev/data/c${number}`, `I:1\nE:ID_BUS=usb\n${mark}`);
};

/** A printer of the USB printer class. */
export const addPrinter = (tree: MachineTree, node: string, unit: Unit, deviceId: string): void => {
  const at = usbDevice(tree, unit);
  tree.file(`${at}/ieee1284_id`, `${deviceId}\n`);
  tree.file(`${at}/usbmisc/${node}/dev`, "180:0\n");
  tree.link(`${at}/usbmisc/${node}/device`, at);
  tree.link(`sys/class/usbmisc/${node}`, `${at}/usbmisc/${node}`);
  tree.file(`dev/usb/${node}`, "");
  tree.link("dev/satriel/printer", `dev/usb/${node}`);
};

/** A HID device; `inhibited` for one that the kernel made a keyboard of. */
export const addHid = (
  tree: MachineTree,
  node: string,
  unit: Unit,
  part: { readonly descriptor: Uint8Array; readonly inhibited?: "0" | "1" },
): void => {
  const at = `${usbDevice(tree, unit)}/0003:${unit.ids.join(":")}.0001`;
  tree.file(`${at}/report_descriptor`, part.descriptor);
  if (part.inhibited !== undefined) tree.file(`${at}/input/input7/inhibited`, part.inhibited);
  tree.file(`${at}/hidraw/${node}/dev`, "245:0\n");
  tree.link(`${at}/hidraw/${node}/device`, at);
  tree.link(`sys/class/hidraw/${node}`, `${at}/hidraw/${node}`);
  tree.file(`dev/${node}`, "");
};

/** How report descriptors begin: of a bar code scanner, a keyboard, a mouse. */
export const DESCRIPTORS = {
  scanner: Uint8Array.of(0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01),
  keyboard: Uint8Array.of(0x05, 0x01, 0x09, 0x06, 0xa1, 0x01),
  mouse: Uint8Array.of(0x05, 0x01, 0x09, 0x02, 0xa1, 0x01),
} as const;
