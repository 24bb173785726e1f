// The life of a device, after UnifiedPOS: claimed by one owner, then enabled; everything idempotent.
import { DeviceFault } from "../fault.ts";

/** Which device has which port: no two drivers of one program write into the same wire. */
export interface Claims {
  /**
   * Resolves when `name` has `address` for itself. Rejects with a {@link DeviceFault}
   * `DEVICE_CLAIMED`, which names the owner, when another device still has it after `withinMs`.
   */
  claim(address: string, name: string, withinMs?: number): Promise<void>;
  /** Without effect for whoever is not the owner. */
  release(address: string, name: string): void;
}

/** Nothing is claimed. */
export const createClaims = (): Claims => {
  const owners = new Map<string, string>();
  const waiting = new Map<string, Set<() => void>>();

  const released = (address: string, withinMs: number): Promise<void> =>
    new Promise((resolve) => {
      const queue = waiting.get(address) ?? new Set();
      waiting.set(address, queue);
      const end = (): void => {
        clearTimeout(timer);
        queue.delete(end);
        resolve();
      };
      const timer = setTimeout(end, withinMs);
      queue.add(end);
    });

  return {
    async claim(address, name, withinMs = 0) {
      if (withinMs > 0 && (owners.get(address) ?? name) !== name) await released(address, withinMs);
      const owner = owners.get(address) ?? name;
      if (owner !== name) {
        throw new DeviceFault("DEVICE_CLAIMED", `${name}: ${address} belongs to the ${owner}`);
      }
      owners.set(address, name);
    },
    release(address, name) {
      if (owners.get(address) !== name) return;
      owners.delete(address);
      for (const end of waiting.get(address) ?? []) end();
    },
  };
};

/** What drives a device while it is enabled. */
export interface Driver {
  close(): Promise<void>;
}

/** One device of the terminal. */
export interface Device<D extends Driver> {
  /** See {@link Claims.claim}. */
  claim(withinMs?: number): Promise<void>;
  /** Starts the driver. Throws a {@link DeviceFault} `DEVICE_NOT_CLAIMED`, and what it throws. */
  enable(): D;
  /** Null while the device is not enabled. */
  driver(): D | null;
  /** Ends the driver. */
  disable(): Promise<void>;
  /** Ends the driver and gives the port up. */
  release(): Promise<void>;
}

/** What a device is made from. */
export interface DeviceOptions<D extends Driver> {
  /** Its name among the devices, for whoever wants the same port. */
  readonly name: string;
  /** Names the port, the same for everybody who would open it. */
  readonly address: string;
  readonly claims: Claims;
  readonly start: () => D;
}

/** A device that is neither claimed nor enabled. */
export const createDevice = <D extends Driver>(options: DeviceOptions<D>): Device<D> => {
  const { name, address, claims, start } = options;
  let isClaimed = false;
  let driver: D | null = null;

  const disable = async (): Promise<void> => {
    const ended = driver;
    driver = null;
    await ended?.close();
  };

  return {
    async claim(withinMs) {
      await claims.claim(address, name, withinMs);
      isClaimed = true;
    },
    enable() {
      if (!isClaimed) throw new DeviceFault("DEVICE_NOT_CLAIMED", `${name} was not claimed`);
      driver ??= start();
      return driver;
    },
    driver: () => driver,
    disable,
    async release() {
      await disable();
      isClaimed = false;
      claims.release(address, name);
    },
  };
};
