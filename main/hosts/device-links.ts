/** How the devices of the configuration are reached, and how the scanner's bytes are to be read. */
import {
  bareRules,
  hidPosRules,
  terminatedRules,
  wedgeRules,
  type FramingRules,
} from "../../hardware/scanner/scan.ts";
import { openFile } from "../../hardware/transport/file.ts";
import { openHid } from "../../hardware/transport/hid.ts";
import { openKeyboard } from "../../hardware/transport/keyboard.ts";
import type { Link } from "../../hardware/transport/reconnect.ts";
import { openSerial } from "../../hardware/transport/serial.ts";
import { openTcp } from "../../hardware/transport/tcp.ts";
import { watchNames, watchPath } from "../../hardware/transport/watch.ts";
import type { Config } from "../config/schema.ts";
import type { Clock } from "../ports/clock.ts";

type ScannerConfig = NonNullable<Config["devices"]["scanner"]>;
type StreamConfig = NonNullable<Config["devices"]["printer"]>["transport"];

/** How a device that takes a stream of bytes is opened, and what tells that it came back. */
export const streamLink = (transport: StreamConfig, clock: Clock): Link => {
  switch (transport.kind) {
    case "tcp":
      return { open: openTcp(transport) };
    case "serial":
      return { open: openSerial(transport), watch: watchPath(transport.path) };
    case "file":
      return { open: openFile({ path: transport.path, clock }), watch: watchPath(transport.path) };
  }
};

/** The same for a customer display, whose text outlives the port being closed and opened again. */
export const displayLink = (transport: StreamConfig, clock: Clock): Link =>
  transport.kind === "serial"
    ? { ...streamLink(transport, clock), open: openSerial({ ...transport, keepsLines: true }) }
    : streamLink(transport, clock);

/** USB's number for point-of-sale devices. */
const POINT_OF_SALE = 0x8c;

/** The same for a scanner, which may be a HID device too. */
export const scannerLink = ({ transport, mode }: ScannerConfig, clock: Clock): Link => {
  switch (transport.kind) {
    case "hid": {
      const { vendorId, productId, serialNumber } = transport;
      const unit = { vendorId, productId, usagePage: POINT_OF_SALE };
      return {
        open: openHid(serialNumber === null ? unit : { ...unit, serialNumber }),
        watch: watchNames("/dev", /^hidraw\d+$/),
      };
    }
    case "hidraw": {
      const { path } = transport;
      const open = mode === "wedge" ? openKeyboard({ path, clock }) : openFile({ path, clock });
      return { open, watch: watchPath(path) };
    }
    default:
      return streamLink(transport, clock);
  }
};

const RULES = { "usb-com": terminatedRules, "hid-pos": hidPosRules, wedge: wedgeRules } as const;

/** What the scanner is set to send. */
export const scannerRules = ({
  mode,
  ends,
  prefix,
  suffix,
  duplicateMs,
}: ScannerConfig): FramingRules => {
  const { onIdle, idleMs } = ends === "silence" ? bareRules : RULES[mode];
  return { ...RULES[mode], onIdle, idleMs, prefix, suffix, duplicateMs };
};
