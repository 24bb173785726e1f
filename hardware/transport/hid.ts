import { readdirSync, statSync } from "node:fs";
import { devicesAsync, HIDAsync } from "node-hid";
import { DeviceFault } from "../fault.ts";
import { withDeadline } from "../timing.ts";
import { createByteQueue } from "./byte-queue.ts";
import { openFault } from "./open-fault.ts";
import type { OpenTransport, Transport } from "./transport.ts";

/** A HID device by what it says of itself; its `/dev/hidrawN` is another after each plugging. */
export interface HidIdentity {
  readonly vendorId: number;
  readonly productId: number;
  /** Tells equal units apart; any when absent. */
  readonly serialNumber?: string;
  /** Which of the collections of one unit; any when absent. */
  readonly usagePage?: number;
}

/** What this needs of an open device. */
interface HidHandle {
  on(event: "data", listener: (report: Buffer) => void): unknown;
  /** On unplugging the module tells a plain string, and no end of any other kind. */
  on(event: "error", listener: (error: unknown) => void): unknown;
  write(report: Buffer): Promise<number>;
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

/** What this needs of the HID module; a test gives another. */
export interface HidModule {
  list(vendorId: number, productId: number): Promise<readonly HidListing[]>;
  open(path: string): Promise<HidHandle>;
  /**
   * The HID nodes there are, which cost nothing to look at. A number is given to the next device:
   * each is told with what makes it another one.
   */
  nodes(): readonly string[];
}

/** A device as the module lists it. */
export interface HidListing {
  readonly path?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly usagePage?: number | undefined;
}

const nodeHid: HidModule = {
  list: devicesAsync,
  open: (path) => HIDAsync.open(path),
  nodes: () =>
    readdirSync("/dev")
      .filter((name) => name.startsWith("hidraw"))
      .map((name) => `${name}:${statSync(`/dev/${name}`, { throwIfNoEntry: false })?.ino}`),
};

const hex = (id: number): string => id.toString(16).padStart(4, "0");

/** Reports wait in the kernel, which keeps 64 of them, above this. */
const READ_AHEAD_BYTES = 65_536;
const CLOSE_MS = 2_000;

/**
 * A factory of connections to one HID device; each chunk of its source is one report, each write one
 * as well, both with the report's id. Faults of the opening as in `openFault`.
 */
export const openHid = (identity: HidIdentity, hid: HidModule = nodeHid): OpenTransport => {
  const name = `the HID device ${hex(identity.vendorId)}:${hex(identity.productId)}`;
  let emptyNodes: string | undefined;

  const isMeant = ({ serialNumber, usagePage }: HidListing): boolean =>
    (identity.serialNumber ?? serialNumber) === serialNumber &&
    (identity.usagePage ?? usagePage) === usagePage;

  /** The list takes a program of the system a while: it is read when the nodes are not the same. */
  const find = async (): Promise<string | undefined> => {
    const nodes = hid.nodes().join();
    if (nodes === emptyNodes) return undefined;
    const listed = await hid.list(identity.vendorId, identity.productId);
    const path = listed.find(isMeant)?.path;
    emptyNodes = path === undefined ? nodes : undefined;
    return path;
  };

  return async () => {
    try {
      const path = await find();
      if (path === undefined) throw new Error("not found");
      return overHid(await hid.open(path));
    } catch (error) {
      throw openFault(name, error);
    }
  };
};

const overHid = (handle: HidHandle): Transport => {
  let isPaused = false;
  const inbound = createByteQueue(() => {
    if (!isPaused || inbound.queuedBytes() >= READ_AHEAD_BYTES || over) return;
    isPaused = false;
    handle.resume();
  });
  const ended = Promise.withResolvers<never>();
  // It is for writes under way, and there may be none.
  ended.promise.catch(() => {});
  let over = false;
  let closing = Promise.resolve();

  const release = async (): Promise<void> => {
    try {
      // Also when the device is gone: its node stays held, and the next one gets another name.
      await withDeadline(handle.close(), CLOSE_MS, "TRANSPORT_LOST");
    } catch {
      // There is nobody to tell, and nothing that could be done.
    }
  };

  const finish = (fault?: DeviceFault): void => {
    if (over) return;
    over = true;
    inbound.end(fault);
    closing = release();
    ended.reject(fault ?? new DeviceFault("TRANSPORT_LOST", "the HID device was closed"));
  };

  handle.on("error", (error) => {
    finish(new DeviceFault("TRANSPORT_LOST", "the HID device is gone", new Error(String(error))));
  });
  handle.on("data", (report) => {
    inbound.push(report);
    if (isPaused || inbound.queuedBytes() < READ_AHEAD_BYTES) return;
    isPaused = true;
    handle.pause();
  });

  const send = async (report: Uint8Array): Promise<void> => {
    try {
      await handle.write(Buffer.from(report));
    } catch (error) {
      throw new DeviceFault("TRANSPORT_LOST", "the HID device took no report", error);
    }
  };

  return {
    source: inbound.source,
    async write(bytes, deadlineMs) {
      if (over) throw new DeviceFault("TRANSPORT_CLOSED", "the HID device is closed");
      try {
        const sent = Promise.race([send(bytes), ended.promise]);
        await withDeadline(sent, deadlineMs, "TRANSPORT_WRITE_TIMEOUT");
      } catch (error) {
        finish(new DeviceFault("TRANSPORT_LOST", "a write did not end", error));
        throw error;
      }
    },
    async close() {
      finish();
      await closing;
    },
  };
};
