// Cables that come and go all day: every transport under the driver that reconnects, over many
// cycles, with nothing left behind.
import { EventEmitter } from "node:events";
import { readdirSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { SerialPort } from "serialport";
import { afterEach, describe, expect, it, vi } from "vitest";
import { DeviceFault } from "../../../hardware/fault.ts";
import { openFile } from "../../../hardware/transport/file.ts";
import { openHid } from "../../../hardware/transport/hid.ts";
import { createMemoryPair, type MemoryPair } from "../../../hardware/transport/memory.ts";
import { keepConnected, type Link } from "../../../hardware/transport/reconnect.ts";
import { openSerial } from "../../../hardware/transport/serial.ts";
import { openTcp } from "../../../hardware/transport/tcp.ts";
import { watchPath } from "../../../hardware/transport/watch.ts";
import { realClock, until } from "../support/clock.ts";
import { startPty } from "../support/pty-rig.ts";
import { systemWatches } from "../support/system-watches.ts";

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A device that says `x` to whoever opens it, and a hand on its cable. */
interface Cable {
  readonly link: Link;
  readonly unplug: () => void;
  readonly plugIn: () => void;
}

const overPty = async (open: (path: string) => Link["open"]): Promise<Cable> => {
  const rig = await startPty((line) => line.write("x"));
  closers.push(() => rig.close());
  return {
    link: { open: open(rig.path), watch: watchPath(rig.path) },
    unplug: () => rig.plug.refuse(true),
    plugIn: () => rig.plug.refuse(false),
  };
};

const overTcp = async (): Promise<Cable> => {
  const sockets = new Set<Socket>();
  let isIn = true;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    if (!isIn) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.write("x");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  return {
    link: { open: openTcp({ host: "127.0.0.1", port }) },
    unplug() {
      isIn = false;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    plugIn() {
      isIn = true;
    },
  };
};

const overMemory = (): Promise<Cable> => {
  let pair: MemoryPair | undefined;
  let isIn = true;
  return Promise.resolve({
    link: {
      open: async () => {
        if (!isIn) throw new DeviceFault("TRANSPORT_NOT_FOUND", "not plugged in");
        pair = createMemoryPair();
        await pair.device.write(Buffer.from("x"), 1_000);
        return pair.host;
      },
    },
    unplug() {
      isIn = false;
      pair?.cut();
    },
    plugIn() {
      isIn = true;
    },
  });
};

/** As node-hid has it: a string for an error, and a node that stays held until it is closed. */
class Handle extends EventEmitter {
  static held = 0;

  constructor() {
    super();
    Handle.held += 1;
    setImmediate(() => this.emit("data", Buffer.from("x")));
  }

  write(report: Buffer): Promise<number> {
    return Promise.resolve(report.length);
  }

  pause(): void {
    // Nothing is read ahead here.
  }

  resume(): void {
    // Likewise.
  }

  close(): Promise<void> {
    Handle.held -= 1;
    this.removeAllListeners();
    return Promise.resolve();
  }
}

const overHid = (): Promise<Cable> => {
  let handle: Handle | undefined;
  let isIn = true;
  let number = 0;
  const open = openHid(
    { vendorId: 0x0c2e, productId: 0x0b87 },
    {
      nodes: () => (isIn ? [`hidraw0:${number}`] : []),
      list: () => Promise.resolve(isIn ? [{ path: "/dev/hidraw0" }] : []),
      open: () => {
        handle = new Handle();
        return Promise.resolve(handle);
      },
    },
  );
  return Promise.resolve({
    link: { open },
    unplug() {
      isIn = false;
      handle?.emit("error", "could not read from HID device: (device disconnected)");
    },
    plugIn() {
      isIn = true;
      number += 1;
    },
  });
};

const CABLES = [
  ["serial", () => overPty((path) => openSerial({ path, baud: 115_200 }))],
  ["file", () => overPty((path) => openFile({ path, clock: realClock }))],
  ["tcp", overTcp],
  ["HID", overHid],
  ["memory", overMemory],
] as const;

const SIGNALS = ["exit", "SIGTERM", "SIGINT", "uncaughtException", "warning"] as const;

/** What a leak would make more of. */
const held = () => ({
  descriptors: readdirSync("/proc/self/fd").length,
  watches: systemWatches(),
  listeners: SIGNALS.map((name) => process.listenerCount(name)),
  hidNodes: Handle.held,
});

const CYCLES = 30;

describe.each(CABLES)("a %s cable that is pulled again and again", (_name, plugIn) => {
  it("has its device back each time, and leaves nothing open behind", async () => {
    const list = vi.spyOn(SerialPort, "list");
    const warned: string[] = [];
    const warn = ({ name }: Error): void => void warned.push(name);
    process.on("warning", warn);
    closers.push(() => {
      process.off("warning", warn);
      list.mockRestore();
    });
    const cable = await plugIn();
    // The first watch of a process opens a descriptor that stays, for all that follow.
    watchPath("/tmp/x")(() => {})();
    const before = held();
    let heard = 0;
    const told: string[] = [];
    const connection = keepConnected({
      ...cable.link,
      clock: realClock,
      backoff: { firstMs: 5, capMs: 20, graceMs: 0, flapLosses: Infinity },
      onOnline: () => told.push("online"),
      onOffline: (code) => told.push(code),
      onChunk: () => {
        heard += 1;
      },
    });
    closers.push(() => connection.close());
    await until(() => heard > 0);
    const connected = held();
    for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
      cable.unplug();
      await until(() => told.at(-1) !== "online");
      cable.plugIn();
      await until(() => told.filter((what) => what === "online").length === cycle + 1);
      await until(() => heard > cycle);
    }
    await until(() => JSON.stringify(held()) === JSON.stringify(connected));
    await connection.close();
    await until(() => JSON.stringify(held()) === JSON.stringify(before));
    expect(warned).toEqual([]);
    // It starts a program of the system each time: hot plugging is told by folders alone.
    expect(list).not.toHaveBeenCalled();
  });
});
