import { accessSync, constants, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { FoundDevice, UsbIdentity } from "./found-device.ts";

/** Where to look. */
export interface FindOptions {
  /** `/` when absent; below it `sys`, `dev` and `run` as Linux has them. */
  readonly root?: string;
  /** Whether this user may read and write a node; asked of the system when absent. */
  readonly mayOpen?: (path: string) => FoundDevice["access"];
}

/** What cannot be read is not there: devices go while they are looked at. */
const quietly = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};

const text = (path: string): string | null =>
  quietly(() => readFileSync(path, "utf8").trim(), null);
const names = (folder: string): readonly string[] => quietly(() => readdirSync(folder), []);
const real = (path: string): string | null => quietly(() => realpathSync(path), null);

const askSystem = (path: string): FoundDevice["access"] => {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return "allowed";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT" ? "absent" : "denied";
  }
};

/** The USB device that a node of sysfs belongs to: the first folder upwards that has an `idVendor`. */
const usbOf = (from: string, top: string): UsbIdentity | null => {
  for (let folder = from; folder.startsWith(top + sep); folder = dirname(folder)) {
    const vendorId = text(join(folder, "idVendor"));
    if (vendorId === null) continue;
    return {
      vendorId,
      productId: text(join(folder, "idProduct")) ?? "",
      maker: text(join(folder, "manufacturer")),
      model: text(join(folder, "product")),
      serial: text(join(folder, "serial")),
    };
  }
  return null;
};

/** HID 1.11, 6.2.2: short items; the usage page and usage before the first collection. */
const usageOf = (descriptor: Uint8Array): FoundDevice["usage"] => {
  let page = 0;
  let usage = 0;
  for (let at = 0; at < descriptor.length;) {
    const prefix = descriptor[at] ?? 0;
    const size = [0, 1, 2, 4][prefix & 3] ?? 0;
    const low = descriptor[at + 1] ?? 0;
    const value = size < 2 ? low : low + 256 * (descriptor[at + 2] ?? 0);
    const item = prefix & 0xfc;
    if (item === 0x04) page = value;
    else if (item === 0x08) usage = value;
    else if (item === 0xa0) return { page, usage };
    at += 1 + size;
  }
  return null;
};

/** The tree of one machine, from which its devices are read. */
interface Tree {
  readonly root: string;
  readonly sys: string;
  readonly mayOpen: (path: string) => FoundDevice["access"];
  /** Names that stay, by the node that they lead to. */
  readonly links: ReadonlyMap<string, readonly string[]>;
}

const LINK_FOLDERS = ["dev/satriel", "dev/serial/by-id"];

const linksOf = (root: string): Tree["links"] => {
  const links = new Map<string, string[]>();
  for (const folder of LINK_FOLDERS) {
    for (const name of [...names(join(root, folder))].sort()) {
      const node = real(join(root, folder, name));
      if (node !== null) links.set(node, [...(links.get(node) ?? []), `/${folder}/${name}`]);
    }
  }
  return links;
};

interface Place {
  /** Folder of sysfs and names in it. */
  readonly folder: string;
  readonly pattern: RegExp;
  readonly node: (name: string) => string;
  readonly kind: FoundDevice["kind"];
}

const PLACES: readonly Place[] = [
  {
    folder: "class/tty",
    pattern: /^tty(?:ACM|USB)\d+$/,
    node: (name) => `dev/${name}`,
    kind: "serial",
  },
  {
    folder: "class/usbmisc",
    pattern: /^lp\d+$/,
    node: (name) => `dev/usb/${name}`,
    kind: "printer",
  },
  {
    folder: "class/hidraw",
    pattern: /^hidraw\d+$/,
    node: (name) => `dev/${name}`,
    kind: "hid",
  },
];

/** The device database of udev has one file for each node, named by its number. */
const isNoModem = (tree: Tree, entry: string): boolean => {
  const number = text(join(entry, "dev"));
  const properties = text(join(tree.root, "run/udev/data", `c${number}`)) ?? "";
  return /^E:ID_MM_(?:DEVICE|PORT)_IGNORE=1$/m.test(properties);
};

const isSilent = (device: string): boolean | null => {
  const inputs = names(join(device, "input")).filter((name) => name.startsWith("input"));
  if (inputs.length === 0) return null;
  return inputs.every((name) => text(join(device, "input", name, "inhibited")) === "1");
};

const describe = (tree: Tree, { folder, node, kind }: Place, name: string): FoundDevice | null => {
  const entry = join(tree.sys, folder, name);
  const device = real(join(entry, "device"));
  if (device === null) return null;
  const path = join(tree.root, node(name));
  const descriptor =
    kind === "hid" ? quietly(() => readFileSync(join(device, "report_descriptor")), null) : null;
  return {
    kind,
    path: `/${node(name)}`,
    names: tree.links.get(real(path) ?? "") ?? [],
    usb: usbOf(device, tree.sys),
    deviceId: kind === "printer" ? text(join(device, "ieee1284_id")) : null,
    usage: descriptor === null ? null : usageOf(descriptor),
    access: tree.mayOpen(path),
    isSilent: kind === "hid" ? isSilent(device) : null,
    isNoModem: kind === "serial" ? isNoModem(tree, entry) : null,
  };
};

/** Every serial port on USB, USB printer and HID device there is, in the order of their names. */
export const findDevices = ({ root = "/", mayOpen }: FindOptions = {}): readonly FoundDevice[] => {
  const top = real(root) ?? root;
  const tree: Tree = {
    root: top,
    sys: join(top, "sys"),
    mayOpen: mayOpen ?? askSystem,
    links: linksOf(top),
  };
  return PLACES.flatMap((place) =>
    [...names(join(tree.sys, place.folder))]
      .filter((name) => place.pattern.test(name))
      .sort()
      .flatMap((name) => describe(tree, place, name) ?? []),
  );
};
