/** What USB says of a device; numbers in lower-case hexadecimal, as in `usb.ids`. */
export interface UsbIdentity {
  readonly vendorId: string;
  readonly productId: string;
  readonly maker: string | null;
  readonly model: string | null;
  readonly serial: string | null;
}

/** A device that may be one of the terminal's, as the system shows it without anything being opened. */
export interface FoundDevice {
  readonly kind: "serial" | "printer" | "hid";
  /** Its node, such as `/dev/ttyACM0`; the number changes. */
  readonly path: string;
  /** Names that stay, the terminal's own first: `/dev/satriel/...`, `/dev/serial/by-id/...`. */
  readonly names: readonly string[];
  /** Null for what is not on USB. */
  readonly usb: UsbIdentity | null;
  /** IEEE 1284 device id of a printer: `MFG:EPSON;MDL:TM-T20II;…`. */
  readonly deviceId: string | null;
  /** USB HID usage of the first collection of a HID device. */
  readonly usage: { readonly page: number; readonly usage: number } | null;
  /** Whether this user may open it. */
  readonly access: "allowed" | "denied" | "absent";
  /** Of a keyboard: whether its keys are kept from the desktop. Null for anything else. */
  readonly isSilent: boolean | null;
  /** Of a serial port: whether ModemManager is told to leave it alone. Null for anything else. */
  readonly isNoModem: boolean | null;
}

/** What it can be to a terminal, by what it says of itself. */
export type DeviceRole = "printer" | "scanner" | "keyboard-scanner" | "serial-adapter" | "other";

/** Makers of scanners: Newland, Honeywell, Hand Held Products, Zebra, Datalogic. */
const SCANNER_MAKERS: readonly string[] = ["1eab", "0c2e", "0536", "05e0", "05f9"];
/** USB-UART bridges: FTDI, Silicon Labs, WCH, Prolific. */
const BRIDGE_MAKERS: readonly string[] = ["0403", "10c4", "1a86", "067b"];
const POINT_OF_SALE_PAGE = 0x8c;
const DESKTOP_PAGE = 0x01;
const KEYBOARD_USAGE = 0x06;

const serialRole = (vendorId: string): DeviceRole => {
  if (SCANNER_MAKERS.includes(vendorId)) return "scanner";
  return BRIDGE_MAKERS.includes(vendorId) ? "serial-adapter" : "other";
};

/** Pure. A keyboard of another maker than scanners' is a keyboard. */
export const roleOf = ({ kind, usb, usage }: FoundDevice): DeviceRole => {
  if (kind === "printer") return "printer";
  const vendorId = usb?.vendorId ?? "";
  if (kind === "serial") return serialRole(vendorId);
  if (usage?.page === POINT_OF_SALE_PAGE) return "scanner";
  const isKeyboard = usage?.page === DESKTOP_PAGE && usage.usage === KEYBOARD_USAGE;
  return isKeyboard && SCANNER_MAKERS.includes(vendorId) ? "keyboard-scanner" : "other";
};

/** What a person calls it: maker and model as far as the device tells them. */
export const nameOf = ({ usb, deviceId, path }: FoundDevice): string => {
  const field = (key: string): string | undefined =>
    new RegExp(`(?:^|;)\\s*${key}:([^;]+)`).exec(deviceId ?? "")?.[1]?.trim();
  const maker = field("MFG") ?? usb?.maker ?? undefined;
  const model = field("MDL") ?? usb?.model ?? undefined;
  const name = [maker, model].filter((part) => part !== undefined).join(" ");
  if (name !== "") return name;
  return usb === null ? path : `${usb.vendorId}:${usb.productId}`;
};
