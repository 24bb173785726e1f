import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openFile } from "../../../hardware/transport/file.ts";
import { createMemoryPair } from "../../../hardware/transport/memory.ts";
import { openTcp } from "../../../hardware/transport/tcp.ts";
import type { Transport } from "../../../hardware/transport/transport.ts";
import { realClock } from "../support/clock.ts";

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A link to something that sends everything back, or that takes nothing at all. */
interface Rig {
  readonly transport: Transport;
  /** Break the link from outside; absent where a device cannot be pulled in a test. */
  readonly breakLink?: () => void;
}

const startTcp = async (isDeaf: boolean): Promise<Rig> => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    if (isDeaf) socket.pause();
    else socket.pipe(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const transport = await openTcp({ host: "127.0.0.1", port })();
  closers.push(async () => {
    await transport.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { transport, breakLink: () => sockets.forEach((socket) => socket.resetAndDestroy()) };
};

const startMemory = (isDeaf: boolean): Promise<Rig> => {
  const pair = createMemoryPair(64);
  const echo = async (): Promise<void> => {
    try {
      for await (const chunk of pair.device.source) await pair.device.write(chunk, 5_000);
    } catch {
      // The test ended the wire.
    }
  };
  if (!isDeaf) void echo();
  closers.push(() => pair.host.close());
  return Promise.resolve({ transport: pair.host, breakLink: () => pair.cut() });
};

/** A FIFO opened for both directions gives back what it is given, and fills up when nobody reads. */
const startFile = async (): Promise<Rig> => {
  const folder = mkdtempSync(join(tmpdir(), "transport-"));
  const path = join(folder, "device");
  execFileSync("/usr/bin/mkfifo", [path]);
  const transport = await openFile({ path, clock: realClock })();
  closers.push(async () => {
    await transport.close();
    rmSync(folder, { recursive: true });
  });
  return { transport };
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

describe.each([
  ["tcp", startTcp],
  ["memory", startMemory],
  ["file", startFile],
] as const)("the %s transport", (_name, start) => {
  it("carries bytes both ways, whole and in order", async () => {
    const { transport } = await start(false);
    const bytes = Buffer.from(Array.from({ length: 30_000 }, (_unused, at) => (at * 7) % 256));
    const back = collect(transport, bytes.length);
    await transport.write(bytes, 10_000);
    expect((await back).equals(bytes)).toBe(true);
  });

  it("ends its source when it is closed, twice if need be, and takes nothing after", async () => {
    const { transport } = await start(false);
    const rest = collect(transport, Infinity);
    await transport.close();
    await transport.close();
    expect((await rest).length).toBe(0);
    await expect(transport.write(Buffer.from("x"), 100)).rejects.toMatchObject({
      code: "TRANSPORT_CLOSED",
    });
  });

  it("gives up a write that the device does not take, and is over then", async () => {
    const { transport } = await start(true);
    await expect(transport.write(new Uint8Array(64_000_000), 50)).rejects.toMatchObject({
      code: "TRANSPORT_WRITE_TIMEOUT",
    });
    await expect(transport.write(Buffer.from("x"), 50)).rejects.toMatchObject({
      code: "TRANSPORT_CLOSED",
    });
  });
});

describe.each([
  ["tcp", startTcp],
  ["memory", startMemory],
] as const)("a broken %s link", (_name, start) => {
  it("fails the reader and the write under way", async () => {
    const { transport, breakLink } = await start(true);
    const reading = collect(transport, 1);
    const writing = transport.write(new Uint8Array(64_000_000), 10_000);
    const both = Promise.allSettled([reading, writing]);
    setImmediate(() => breakLink?.());
    const [read, written] = await both;
    expect(read).toMatchObject({ reason: { code: "TRANSPORT_LOST" } });
    expect(written).toMatchObject({ reason: { code: "TRANSPORT_LOST" } });
  });
});

describe("opening", () => {
  it("says that nothing is there", async () => {
    await expect(openTcp({ host: "127.0.0.1", port: 1 })()).rejects.toMatchObject({
      code: "TRANSPORT_UNREACHABLE",
    });
    const file = { path: "/dev/does-not-exist", clock: realClock };
    await expect(openFile(file)()).rejects.toMatchObject({ code: "TRANSPORT_NOT_FOUND" });
  });
});
