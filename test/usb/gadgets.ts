/**
 * USB devices made by this machine for itself: configfs gadgets on the ports of `dummy_hcd`. The
 * drivers see them as the kernel shows any USB device.
 */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = "/sys/kernel/config/usb_gadget";
const ENGLISH = "strings/0x409";

/** What a USB device says of itself. */
export interface Identity {
  readonly vendor: string;
  readonly product: string;
  readonly maker: string;
  readonly model: string;
  readonly serial: string;
}

/** One device and its plug. */
export interface Gadget {
  readonly identity: Identity;
  /** Anew when a case that failed left it plugged in. */
  plug(): void;
  unplug(): void;
  /** A file of its function, such as `dev` or `pnp_string`. */
  read(file: string): string;
}

interface FunctionFiles {
  /** Name of the configfs function: `acm.0`, `hid.pos`, `printer.0`. */
  readonly name: string;
  readonly files: Readonly<Record<string, string | Buffer>>;
}

const write = (folder: string, files: Readonly<Record<string, string | Buffer>>): void => {
  for (const [name, value] of Object.entries(files)) writeFileSync(join(folder, name), value);
};

const createGadget = (port: number, identity: Identity, part: FunctionFiles): Gadget => {
  const folder = join(ROOT, `port${port}`);
  const config = join(folder, "configs/c.1");
  const own = join(folder, "functions", part.name);
  mkdirSync(join(folder, ENGLISH), { recursive: true });
  write(folder, {
    idVendor: `0x${identity.vendor}`,
    idProduct: `0x${identity.product}`,
    bcdUSB: "0x0200",
  });
  write(join(folder, ENGLISH), {
    manufacturer: identity.maker,
    product: identity.model,
    serialnumber: identity.serial,
  });
  mkdirSync(join(config, ENGLISH), { recursive: true });
  write(join(config, ENGLISH), { configuration: "rig" });
  mkdirSync(own);
  write(own, part.files);
  symlinkSync(own, join(config, part.name));
  const socket = join(folder, "UDC");
  const unplug = (): void => {
    if (readFileSync(socket, "utf8").trim() !== "") writeFileSync(socket, "\n");
  };
  return {
    identity,
    plug: () => {
      unplug();
      writeFileSync(socket, `dummy_udc.${port}\n`);
    },
    unplug,
    read: (file) => readFileSync(join(own, file), "utf8").trim(),
  };
};

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ""), "hex");

/** A scanner in USB-COM mode; its own side is `/dev/ttyGS0`. */
export const createComScanner = (port: number): Gadget =>
  createGadget(
    port,
    {
      vendor: "1eab",
      product: "8306",
      maker: "Newland",
      model: "USB-COM scanner",
      serial: "SC001",
    },
    { name: "acm.0", files: {} },
  );

/** USB HID Point of Sale usage tables 1.02: bar code scanner, one input report of 64 bytes. */
const POS_REPORT = hex(`
  05 8c 09 02 a1 01 09 12 a1 02 85 02 15 00 26 ff 00 75 08 95 01 05 01 09 3b 81 02 95 03 05 8c 09 fb
  09 fc 09 fd 81 02 95 38 09 fe 82 02 01 95 01 06 66 ff 09 04 81 02 09 00 81 02 05 8c 25 01 75 01 95
  01 09 ff 81 02 95 07 81 03 c0 c0`);

/** A scanner in HID POS mode. */
export const createPosScanner = (port: number): Gadget =>
  createGadget(
    port,
    {
      vendor: "0c2e",
      product: "0b87",
      maker: "Honeywell",
      model: "HID POS scanner",
      serial: "HP001",
    },
    {
      name: "hid.pos",
      files: { protocol: "0", subclass: "0", report_length: "64", report_desc: POS_REPORT },
    },
  );

/** USB HID 1.11, appendix B.1: the boot keyboard. */
const KEYBOARD_REPORT = hex(`
  05 01 09 06 a1 01 05 07 19 e0 29 e7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 03 95 05 75 01 05
  08 19 01 29 05 91 02 95 01 75 03 91 03 95 06 75 08 15 00 25 65 05 07 19 00 29 65 81 00 c0`);

/** A scanner in keyboard mode. */
export const createKeyboardScanner = (port: number): Gadget =>
  createGadget(
    port,
    { vendor: "1eab", product: "0003", maker: "Newland", model: "HID KBW", serial: "KB001" },
    {
      name: "hid.keys",
      files: { protocol: "1", subclass: "1", report_length: "8", report_desc: KEYBOARD_REPORT },
    },
  );

/** A receipt printer of the USB printer class; its own side is `/dev/g_printer0`. */
export const createUsbPrinter = (port: number): Gadget =>
  createGadget(
    port,
    { vendor: "04b8", product: "0e15", maker: "EPSON", model: "TM-T20II", serial: "PR001" },
    {
      name: "printer.0",
      files: { pnp_string: "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;\n" },
    },
  );
