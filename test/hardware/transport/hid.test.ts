import { EventEmitter } from "node:events";
import { HID, HIDAsync } from "node-hid";
import { describe, expect, it } from "vitest";
import { openHid, type HidListing, type HidModule } from "../../../hardware/transport/hid.ts";
import { until } from "../support/clock.ts";

/** A device as node-hid gives it, with its ways: strings for errors, no end, deaf writes. */
class FakeHandle extends EventEmitter {
  readonly reports: Buffer[] = [];
  answers: "takes" | "rejects" | "hangs" = "takes";
  closes = 0;
  pauses = 0;
  resumes = 0;
  isCloseStuck = false;

  async write(report: Buffer): Promise<number> {
    if (this.answers === "rejects") throw new Error("Cannot write to hid device: No such device");
    if (this.answers === "hangs") return new Promise(() => {});
    this.reports.push(report);
    return Promise.resolve(report.length);
  }

  pause(): void {
    this.pauses += 1;
  }

  resume(): void {
    this.resumes += 1;
  }

  async close(): Promise<void> {
    this.closes += 1;
    if (this.isCloseStuck) throw new Error("close failed");
    return Promise.resolve();
  }
}

const scanner = { vendorId: 0x0c2e, productId: 0x0b87 };
const listing: HidListing = { path: "/dev/hidraw3", serialNumber: "HP001", usagePage: 140 };

const start = (listed: readonly HidListing[] = [listing]) => {
  const handles: FakeHandle[] = [];
  const opened: string[] = [];
  const world = { listed, nodes: ["hidraw3"], lists: 0 };
  const hid: HidModule = {
    list: () => {
      world.lists += 1;
      return Promise.resolve(world.listed);
    },
    open: (path) => {
      opened.push(path);
      const handle = new FakeHandle();
      handles.push(handle);
      return Promise.resolve(handle);
    },
    nodes: () => world.nodes,
  };
  return { hid, handles, opened, world };
};

const openOne = async () => {
  const { hid, handles } = start();
  const transport = await openHid(scanner, hid)();
  const handle = handles[0] ?? new FakeHandle();
  return { transport, handle };
};

const collect = async (source: AsyncIterable<Uint8Array>): Promise<readonly string[]> => {
  const chunks: string[] = [];
  for await (const chunk of source) chunks.push(Buffer.from(chunk).toString());
  return chunks;
};

describe("a HID device", () => {
  it("gives each report as a chunk, and takes each write as one", async () => {
    const { transport, handle } = await openOne();
    const reading = collect(transport.source);
    handle.emit("data", Buffer.from("one"));
    handle.emit("data", Buffer.from("two"));
    await transport.write(Buffer.from("three"), 1_000);
    await transport.close();
    expect(await reading).toEqual(["one", "two"]);
    expect(handle.reports.map(String)).toEqual(["three"]);
  });

  it("is lost when the module tells a string and nothing else, and is given back all the same", async () => {
    const { transport, handle } = await openOne();
    const reading = collect(transport.source);
    handle.emit("error", "could not read from HID device: (device disconnected)");
    await expect(reading).rejects.toMatchObject({
      code: "TRANSPORT_LOST",
      cause: new Error("could not read from HID device: (device disconnected)"),
    });
    await expect(transport.write(Buffer.from("x"), 100)).rejects.toMatchObject({
      code: "TRANSPORT_CLOSED",
    });
    handle.emit("error", "a late one");
    await transport.close();
    await transport.close();
    expect(handle.closes).toBe(1);
  });

  it.each([
    ["rejects", "TRANSPORT_LOST"],
    ["hangs", "TRANSPORT_WRITE_TIMEOUT"],
  ] as const)("whose write %s is over", async (answers, code) => {
    const { transport, handle } = await openOne();
    handle.answers = answers;
    await expect(transport.write(Buffer.from("x"), 20)).rejects.toMatchObject({ code });
    await expect(collect(transport.source)).rejects.toMatchObject({ code: "TRANSPORT_LOST" });
    expect(handle.closes).toBe(1);
  });

  it("fails a write under way when it is unplugged", async () => {
    const { transport, handle } = await openOne();
    handle.answers = "hangs";
    const writing = transport.write(Buffer.from("x"), 10_000);
    handle.emit("error", "gone");
    await expect(writing).rejects.toMatchObject({ code: "TRANSPORT_LOST" });
  });

  it("closes although the module fails to", async () => {
    const { transport, handle } = await openOne();
    handle.isCloseStuck = true;
    await transport.close();
    expect(handle.closes).toBe(1);
  });

  it("is held back while nobody reads, and goes on with the reader", async () => {
    const { transport, handle } = await openOne();
    for (let count = 0; count < 2_000; count += 1) handle.emit("data", Buffer.alloc(64));
    expect([handle.pauses, handle.resumes]).toEqual([1, 0]);
    const reading = collect(transport.source);
    await until(() => handle.resumes === 1);
    await transport.close();
    expect((await reading).length).toBe(2_000);
  });
});

describe("finding a HID device", () => {
  it("goes by serial number and usage page where they are given", async () => {
    const { hid, opened } = start([
      { path: "/dev/hidraw1", serialNumber: "HP002", usagePage: 140 },
      { path: "/dev/hidraw2", serialNumber: "HP001", usagePage: 1 },
      listing,
    ]);
    await openHid({ ...scanner, serialNumber: "HP001", usagePage: 140 }, hid)();
    await openHid(scanner, hid)();
    expect(opened).toEqual(["/dev/hidraw3", "/dev/hidraw1"]);
  });

  it("lists devices only when there are other nodes than before", async () => {
    const { hid, world } = start([]);
    const open = openHid(scanner, hid);
    for (let time = 0; time < 3; time += 1) {
      await expect(open()).rejects.toMatchObject({ code: "TRANSPORT_NOT_FOUND" });
    }
    expect(world.lists).toBe(1);
    world.nodes = ["hidraw3", "hidraw4"];
    world.listed = [listing];
    await open();
    expect(world.lists).toBe(2);
  });
});

// What the transport is built around: when one of these changes, it may be made simpler.
describe("node-hid itself", () => {
  it("loads, and rejects with an error for a path that is not there", async () => {
    await expect(HIDAsync.open("/dev/hidraw-none")).rejects.toThrow(/no such file/i);
  });

  it("throws instead where it is opened without waiting: what that throws is a TypeError", () => {
    expect(() => new HID("/dev/hidraw-none")).toThrow(TypeError);
  });

  it("finds no device of a maker that does not exist", async () => {
    const open = openHid({ vendorId: 0xfffe, productId: 0xfffe });
    await expect(open()).rejects.toMatchObject({
      code: "TRANSPORT_NOT_FOUND",
      message: "the HID device fffe:fffe is not there: its cable is out, or it has another name",
    });
  });
});
