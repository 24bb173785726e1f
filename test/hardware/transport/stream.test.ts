import { Duplex } from "node:stream";
import { describe, expect, it } from "vitest";
import { overStream } from "../../../hardware/transport/stream.ts";

/** A stream that forgets its writes, as a port does that lost its device. */
const start = () => {
  const shuts: boolean[] = [];
  const watch = { isOn: false, gone: (_error: Error): void => {} };
  const stream = new Duplex({
    read() {
      // Pushed by the test.
    },
    write() {
      // Never answered.
    },
  });
  const transport = overStream({
    stream,
    shut: (isLost) => {
      shuts.push(isLost);
      return Promise.resolve();
    },
    watch: (onGone) => {
      watch.isOn = true;
      watch.gone = onGone;
      return () => {
        watch.isOn = false;
      };
    },
  });
  const readAll = async (): Promise<number> => {
    let bytes = 0;
    for await (const chunk of transport.source) bytes += chunk.length;
    return bytes;
  };
  return { stream, transport, shuts, watch, readAll };
};

const lost = { code: "TRANSPORT_LOST" };

describe("a transport over a stream", () => {
  it.each([
    ["its close", (rig: ReturnType<typeof start>) => void rig.transport.close()],
    ["the stream's close", (rig: ReturnType<typeof start>) => void rig.stream.emit("close")],
    ["its error", (rig: ReturnType<typeof start>) => void rig.stream.emit("error", new Error())],
    ["a look", (rig: ReturnType<typeof start>) => rig.watch.gone(new Error())],
  ])("fails writes that were never answered at %s", async (_name, end) => {
    const rig = start();
    const writing = rig.transport.write(Buffer.from("x"), 60_000);
    end(rig);
    await expect(writing).rejects.toMatchObject(lost);
    expect(rig.watch.isOn).toBe(false);
  });

  it("is shut once, by the first of what ends it, and takes what comes later", async () => {
    const { stream, transport, shuts, readAll } = start();
    const reading = readAll();
    stream.emit("close", new Error("disconnected"));
    stream.emit("close");
    stream.emit("error", new Error("late"));
    await transport.close();
    await expect(reading).rejects.toMatchObject(lost);
    expect(shuts).toEqual([true]);
  });

  it("reads ahead so far and no further, and on with the reader", async () => {
    const { stream, transport, readAll } = start();
    for (let count = 0; count < 100; count += 1) stream.push(Buffer.alloc(1_000));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(stream.isPaused()).toBe(true);
    expect(stream.readableLength).toBeGreaterThan(30_000);
    const reading = readAll();
    while (stream.readableLength > 0) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    await transport.close();
    expect(await reading).toBe(100_000);
  });
});
