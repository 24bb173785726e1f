import { spawnSync } from "node:child_process";
import type { EventEmitter } from "node:events";
import { closeSync, constants, openSync } from "node:fs";
import type { Duplex } from "node:stream";
import { SerialPort } from "serialport";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openSerial } from "../../../hardware/transport/serial.ts";
import type { Transport } from "../../../hardware/transport/transport.ts";
import { until } from "../support/clock.ts";
import { openTerminals, startPty, type PtyRig } from "../support/pty-rig.ts";

const closers: (() => Promise<void> | void)[] = [];
const uncaught: unknown[] = [];
const catchAll = (error: unknown): void => void uncaught.push(error);
process.on("uncaughtException", catchAll);
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  expect(uncaught).toEqual([]);
});

const echo = (line: Duplex): void => void line.pipe(line);

const start = async (
  onLine?: (line: Duplex) => void,
  baud = 921_600,
): Promise<{ rig: PtyRig; transport: Transport }> => {
  const rig = await startPty(onLine, baud);
  closers.push(() => rig.close());
  const transport = await openSerial(rig)();
  closers.push(() => transport.close());
  return { rig, transport };
};

const collect = async (transport: Transport, count: number): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of transport.source) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= count) break;
  }
  return Buffer.concat(chunks);
};

describe("a serial port", () => {
  it("carries every byte both ways, whole and in order", async () => {
    const { transport } = await start(echo);
    const bytes = Buffer.from(Array.from({ length: 2_000 }, (_unused, at) => (at * 7) % 256));
    const back = collect(transport, bytes.length);
    await transport.write(bytes, 10_000);
    expect((await back).equals(bytes)).toBe(true);
  });

  it("ends its source when it is closed, twice if need be, and takes nothing after", async () => {
    const { transport } = await start();
    const rest = collect(transport, Infinity);
    await transport.close();
    await transport.close();
    expect((await rest).length).toBe(0);
    await expect(transport.write(Buffer.from("x"), 100)).rejects.toMatchObject({
      code: "TRANSPORT_CLOSED",
    });
  });

  it("gives up a write that the device does not take, and gives the port back at once", async () => {
    const flush = vi.spyOn(SerialPort.prototype, "flush");
    closers.push(() => flush.mockRestore());
    const { rig, transport } = await start();
    await expect(transport.write(new Uint8Array(500_000), 50)).rejects.toMatchObject({
      code: "TRANSPORT_WRITE_TIMEOUT",
    });
    await transport.close();
    // A pty closes at once in any case; a USB port waits for what it still holds.
    expect(flush).toHaveBeenCalledOnce();
    const next = await openSerial(rig)();
    await next.close();
  });

  it("goes on with a write that waits for room when the device says a word meanwhile", async () => {
    let isFull = false;
    const { rig, transport } = await start((line) => {
      line.once("data", () => {
        line.pause();
        // Far longer than the port needs to fill what the kernel keeps.
        setTimeout(() => (isFull = true), 100);
      });
    });
    const reply = collect(transport, 5);
    const writing = transport.write(new Uint8Array(60_000), 10_000);
    await until(() => isFull);
    rig.lines[0]?.write("ready");
    expect((await reply).toString()).toBe("ready");
    rig.lines[0]?.resume();
    await writing;
  });

  it("holds its device back while nobody reads, and loses nothing", async () => {
    const bytes = Buffer.alloc(150_000, "0123456789");
    const { rig, transport } = await start((line) => {
      line.write(bytes);
    });
    await until(() => rig.lines.length === 1);
    expect((await collect(transport, bytes.length)).equals(bytes)).toBe(true);
  });

  it.each([9_600, 19_200, 38_400, 57_600, 115_200])("talks at %i baud", async (baud) => {
    const { transport } = await start(echo, baud);
    const bytes = Buffer.from("000201010212\r\n");
    const back = collect(transport, bytes.length);
    const startMs = performance.now();
    await transport.write(bytes, 10_000);
    expect((await back).equals(bytes)).toBe(true);
    // Echoed in one piece at the end of each pace: not sooner than the line carries it once.
    expect(performance.now() - startMs).toBeGreaterThan((bytes.length * 10_000) / baud - 5);
  });

  it("hears rubbish when it is set to another speed than its device", async () => {
    const rig = await startPty((line) => line.write("000201010212\r\n"), 9_600);
    closers.push(() => rig.close());
    const transport = await openSerial({ path: rig.path, baud: 19_200 })();
    closers.push(() => transport.close());
    const heard = await collect(transport, 4);
    expect(heard.includes("0002")).toBe(false);
  });
});

describe("a port that does not open", () => {
  it.each([
    ["/dev/serial/by-id/usb-Nothing-if00", "TRANSPORT_NOT_FOUND"],
    ["/dev/null", "TRANSPORT_WRONG_KIND"],
    ["/tmp", "TRANSPORT_WRONG_KIND"],
  ])("%s: %s, and leaves nothing open", async (path, code) => {
    const before = openTerminals();
    await expect(openSerial({ path, baud: 9_600 })()).rejects.toMatchObject({ code });
    expect(openTerminals()).toBe(before);
  });

  it("says that another program holds it, and opens once that one let go", async () => {
    const { rig, transport } = await start();
    await expect(openSerial(rig)()).rejects.toMatchObject({ code: "TRANSPORT_BUSY" });
    await transport.close();
    const next = await openSerial(rig)();
    await next.close();
  });
});

describe("a port whose device is unplugged", () => {
  it("tells the reader once, also when nothing was ever said on it", async () => {
    const { rig, transport } = await start();
    const reading = collect(transport, 1);
    rig.plug.refuse(true);
    await expect(reading).rejects.toMatchObject({ code: "TRANSPORT_LOST" });
    await expect(transport.write(Buffer.from("x"), 100)).rejects.toMatchObject({
      code: "TRANSPORT_CLOSED",
    });
  });

  it("ends by itself although nobody reads its source, and holds no descriptor", async () => {
    const before = openTerminals();
    const rig = await startPty();
    closers.push(() => rig.close());
    const transport = await openSerial(rig)();
    rig.plug.refuse(true);
    await until(() => openTerminals() === before);
    await transport.close();
  });

  it("fails a write under way, without an error that nobody catches", async () => {
    const { rig, transport } = await start();
    const reading = collect(transport, 1);
    const writing = transport.write(new Uint8Array(500_000), 10_000);
    const both = Promise.allSettled([reading, writing]);
    await until(() => rig.lines.length === 1);
    rig.plug.refuse(true);
    const [read, written] = await both;
    expect(read).toMatchObject({ reason: { code: "TRANSPORT_LOST" } });
    expect(written).toMatchObject({ reason: { code: "TRANSPORT_LOST" } });
    await transport.close();
  });

  it("works again over a fresh connection, twenty times, and leaks nothing", async () => {
    const { rig, transport } = await start(echo);
    await transport.close();
    const before = openTerminals();
    for (let round = 0; round < 20; round += 1) {
      const again = await openSerial(rig)();
      const back = collect(again, 4);
      await again.write(Buffer.from("ping"), 5_000);
      expect((await back).toString()).toBe("ping");
      rig.plug.hangUp();
      await again.close();
    }
    expect(openTerminals()).toBe(before);
  });
});

// What the transport is built around: when one of these changes, it may be made simpler.
describe("serialport itself", () => {
  const openPort = async (path: string): Promise<SerialPort> => {
    const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
    port.on("error", () => {});
    await new Promise((resolve) => {
      port.open(resolve);
    });
    closers.push(() => {
      if (port.isOpen) port.close();
    });
    return port;
  };

  const openPortForReading = async (): Promise<{ rig: PtyRig; port: SerialPort }> => {
    const rig = await startPty();
    closers.push(() => rig.close());
    const port = await openPort(rig.path);
    port.on("data", () => {});
    // With a byte on its way and gone, the port waits for the next.
    await until(() => rig.lines.length === 1);
    rig.lines[0]?.write("x");
    await new Promise((resolve) => {
      port.once("data", resolve);
    });
    const { poller } = port.port as unknown as { readonly poller: EventEmitter };
    await until(() => poller.listenerCount("readable") > 0);
    return { rig, port };
  };

  it("does not notice an unplugging while nobody reads, and holds the descriptor", async () => {
    const rig = await startPty();
    closers.push(() => rig.close());
    const port = await openPort(rig.path);
    const reader = await openPortForReading();
    rig.plug.refuse(true);
    reader.rig.plug.refuse(true);
    await until(() => !reader.port.isOpen);
    expect(port.isOpen).toBe(true);
  });

  it("reads nothing for ever when the unplugging comes between two reads", async () => {
    const rig = await startPty();
    closers.push(() => rig.close());
    const port = await openPort(rig.path);
    const reader = await openPortForReading();
    rig.plug.refuse(true);
    port.on("data", () => {});
    reader.rig.plug.refuse(true);
    await until(() => !reader.port.isOpen);
    expect(port.isOpen).toBe(true);
    await expect(port.port?.getBaudRate()).rejects.toThrow("Input/output error");
  });

  it("never answers a write after the unplugging", async () => {
    const { rig, port } = await openPortForReading();
    const late: string[] = [];
    rig.plug.refuse(true);
    await until(() => !port.isOpen);
    port.write("x", () => late.push("answered"));
    const other = await openPortForReading();
    await new Promise((resolve) => {
      other.port.write("x", resolve);
    });
    expect(late).toEqual([]);
  });

  it("opens the same object again, which then sends nothing", async () => {
    const { rig, port } = await openPortForReading();
    port.write(Buffer.alloc(200_000), () => {});
    await until(() => rig.lines.length === 1);
    rig.plug.refuse(true);
    await until(() => port.destroyed && !port.closing);
    rig.plug.refuse(false);
    const error = await new Promise((resolve) => {
      port.open(resolve);
    });
    expect([error, port.isOpen, port.writable]).toEqual([null, true, false]);
  });

  it("has no modem lines on a pty: nothing here may need them", async () => {
    const { port } = await openPortForReading();
    const read = await new Promise((resolve) => {
      port.get(resolve);
    });
    const written = await new Promise((resolve) => {
      port.set({ dtr: false }, resolve);
    });
    for (const error of [read, written]) expect(String(error)).toContain("Inappropriate ioctl");
  });

  it("gives its refusals no code: only their words tell them apart", async () => {
    const { rig } = await openPortForReading();
    for (const [path, words] of [
      [rig.path, "Cannot lock port"],
      ["/dev/serial/by-id/usb-Nothing-if00", "No such file or directory"],
      ["/dev/null", "Inappropriate ioctl"],
    ] as const) {
      const port = new SerialPort({ path, baudRate: 9_600, autoOpen: false });
      const error = await new Promise<Error | null>((resolve) => {
        port.open(resolve);
      });
      expect(error?.message).toContain(words);
      expect(error).not.toHaveProperty("code");
    }
  });

  it("kills a program that lets it open by itself and does not listen for errors", () => {
    const careless = `import { SerialPort } from "serialport";
      new SerialPort({ path: "/dev/serial/by-id/usb-Nothing-if00", baudRate: 9600 });
      setTimeout(() => {}, 60_000);`;
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", careless],
      { encoding: "utf8" },
    );
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining("Emitted 'error' event on SerialPort"),
    ]);
  });

  /** Everything that it tells, in its order. */
  const listen = (port: SerialPort): readonly string[] => {
    const told: string[] = [];
    port.on("error", () => told.push("error"));
    port.on("close", (error?: { readonly disconnected?: boolean }) => {
      told.push(error?.disconnected === true ? "close, disconnected" : "close");
    });
    return told;
  };

  it("tells an unplugging while idle by its close alone, and then has nothing left to close", async () => {
    const { rig, port } = await openPortForReading();
    const told = listen(port);
    rig.plug.refuse(true);
    await until(() => told.length > 0);
    const error = await new Promise((resolve) => {
      port.close(resolve);
    });
    expect(String(error)).toContain("Port is not open");
    expect(told).toEqual(["close, disconnected"]);
  });

  it("tells an unplugging with a write under way by an error, and its end more than once", async () => {
    const { rig, port } = await openPortForReading();
    const told = listen(port);
    port.write(Buffer.alloc(200_000), () => {});
    rig.plug.refuse(true);
    await until(() => port.destroyed && told.filter((what) => what !== "error").length === 2);
    expect([...told].sort()).toEqual(["close", "close, disconnected", "error"]);
  });

  it("locks by word of honour only: another kind of program gets in", async () => {
    const { rig } = await openPortForReading();
    const other = openSync(rig.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    closeSync(other);
  });
});
