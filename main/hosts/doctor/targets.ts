import { type FoundDevice, roleOf } from "../../../hardware/find/found-device.ts";
import type { Config } from "../../config/schema.ts";

/** How a device that takes a stream of bytes is reached. */
export type StreamPort = NonNullable<Config["devices"]["printer"]>["transport"];
/** A scanner as the configuration has it. */
export type ScannerSetup = NonNullable<Config["devices"]["scanner"]>;

/** The devices that are opened: configured ones, and where there is none, the first that was found. */
export interface Targets {
  readonly printer: {
    readonly port: StreamPort;
    readonly profile: string;
    readonly isConfigured: boolean;
  } | null;
  readonly scanner: { readonly setup: ScannerSetup; readonly isConfigured: boolean } | null;
  /** Configured or named by whoever asks: which serial port a display hangs on cannot be found out. */
  readonly display: DisplayTarget | null;
}

/** One customer display. */
export interface DisplayTarget {
  readonly port: StreamPort;
  readonly profile: string;
  readonly isConfigured: boolean;
}

/** A printer that nothing is known of: it is asked what it can. */
const ANY_PRINTER = "generic-80";

const steadyName = (device: FoundDevice): string => device.names[0] ?? device.path;

const scannerOf = (device: FoundDevice): ScannerSetup => {
  const path = steadyName(device);
  const rest = { ends: "terminator", prefix: "", suffix: "", duplicateMs: 0 } as const;
  if (device.kind === "serial") {
    return { ...rest, mode: "usb-com", transport: { kind: "serial", path, baud: 9_600 } };
  }
  const mode = roleOf(device) === "keyboard-scanner" ? "wedge" : "hid-pos";
  return { ...rest, mode, transport: { kind: "hidraw", path } };
};

const printerTarget = (
  config: Config | null,
  devices: readonly FoundDevice[],
): Targets["printer"] => {
  const configured = config?.devices.printer ?? null;
  if (configured !== null) {
    return { port: configured.transport, profile: configured.profile, isConfigured: true };
  }
  const found = devices.find((device) => roleOf(device) === "printer");
  return found === undefined
    ? null
    : {
        port: { kind: "file", path: steadyName(found) },
        profile: ANY_PRINTER,
        isConfigured: false,
      };
};

const SCANNER_ROLES: readonly string[] = ["scanner", "keyboard-scanner"];

const scannerTarget = (
  config: Config | null,
  devices: readonly FoundDevice[],
): Targets["scanner"] => {
  const configured = config?.devices.scanner ?? null;
  if (configured !== null) return { setup: configured, isConfigured: true };
  const found = devices.find((device) => SCANNER_ROLES.includes(roleOf(device)));
  return found === undefined ? null : { setup: scannerOf(found), isConfigured: false };
};

const displayTarget = (config: Config | null): DisplayTarget | null => {
  const configured = config?.devices.display ?? null;
  return configured === null
    ? null
    : { port: configured.transport, profile: configured.profile, isConfigured: true };
};

/** Pure. `display`: the one that was named; it stands before the configured one. */
export const chooseTargets = (
  config: Config | null,
  devices: readonly FoundDevice[],
  display: DisplayTarget | null = null,
): Targets => ({
  printer: printerTarget(config, devices),
  scanner: scannerTarget(config, devices),
  display: display ?? displayTarget(config),
});

/** A port as a person writes it. */
export const portName = (port: StreamPort | ScannerSetup["transport"]): string => {
  switch (port.kind) {
    case "tcp":
      return `${port.host}:${port.port}`;
    case "hid":
      return `${port.vendorId.toString(16).padStart(4, "0")}:${port.productId.toString(16).padStart(4, "0")}`;
    default:
      return port.path;
  }
};
