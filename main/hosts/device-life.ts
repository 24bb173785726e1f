/** How every device of the terminal comes to life: claimed, enabled, and with one health that is told. */
import {
  createClaims,
  createDevice,
  type Claims,
  type Device,
  type Driver,
} from "../../hardware/device-model/device.ts";
import {
  levelOf,
  type DeviceHealth,
  type HealthLevel,
} from "../../hardware/device-model/health.ts";
import { isDeviceFault } from "../../hardware/fault.ts";
import type { Health, LinkHealth } from "../app/health/health.ts";
import type { DeviceName } from "../bridge/contract.ts";
import type { Config } from "../config/schema.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";

/** What devices come to life with. */
export interface LifeParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly health: Health;
  readonly log: Log;
  /** One for all devices of the terminal, so that no two get the same port. */
  readonly claims: Claims;
}

type TransportConfig =
  | NonNullable<Config["devices"]["printer"]>["transport"]
  | NonNullable<Config["devices"]["scanner"]>["transport"];

/** The same for every device that would open the same port. */
const addressOf = (transport: TransportConfig): string => {
  switch (transport.kind) {
    case "tcp":
      return `${transport.host}:${transport.port}`;
    case "hid":
      return [transport.vendorId, transport.productId, transport.serialNumber ?? "any"].join(":");
    case "serial":
    case "file":
    case "hidraw":
      return transport.path;
  }
};

const LEVELS: Readonly<Record<HealthLevel, LinkHealth>> = {
  works: "up",
  attention: "slow",
  fails: "down",
  unknown: "unknown",
};

/** Tells the terminal how a device is. */
export const tellHealth =
  (health: Health, name: DeviceName) =>
  (device: DeviceHealth): void =>
    health.set(name, LEVELS[levelOf(device)], device.code);

/** The claims of a terminal. The printer's comes first: receipts are owed, the rest is a courtesy. */
export const claimsOf = async ({ devices }: Config): Promise<Claims> => {
  const claims = createClaims();
  if (devices.printer !== null) await claims.claim(addressOf(devices.printer.transport), "printer");
  return claims;
};

/** One device of the configuration. */
export interface DeviceOrder<D extends Driver> {
  readonly name: DeviceName;
  readonly transport: TransportConfig;
  readonly start: () => D;
}

/**
 * Claim and enable a device. Null when its port belongs to another one: that is told to the cashier
 * and to the log, and the terminal runs without it.
 */
export const bringToLife = async <D extends Driver>(
  { claims, health, log }: LifeParts,
  { name, transport, start }: DeviceOrder<D>,
): Promise<Device<D> | null> => {
  const device = createDevice({ name, address: addressOf(transport), claims, start });
  health.set(name, "unknown");
  try {
    await device.claim();
  } catch (error) {
    if (!isDeviceFault(error)) throw error;
    health.set(name, "down", error.code);
    log.error({ code: error.code, device: name }, error.message);
    return null;
  }
  device.enable();
  return device;
};
