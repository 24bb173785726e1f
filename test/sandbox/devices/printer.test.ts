import { connect, type Socket } from "node:net";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { afterEach, describe, expect, it } from "vitest";
import { decodeJob, decodeToPng } from "../../../sandbox/devices/decode.ts";
import { createPrinter, type SimulatedPrinter } from "../../../sandbox/devices/printer.ts";
import { until } from "../../hardware/support/clock.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const start = async () => {
  const printer = await createPrinter({ widthDots: 384, nowMs: () => 1_700_000_000_000 });
  closers.push(() => printer.close());
  return { printer, ...(await plugIn(printer)) };
};

const plugIn = async (printer: SimulatedPrinter) => {
  const { host, port } = printer.state();
  const socket: Socket = connect({ host, port, noDelay: true });
  let replies = "";
  socket.on("data", (chunk: Buffer) => {
    replies += chunk.toString("hex");
  });
  socket.on("error", () => {});
  closers.push(() => {
    socket.destroy();
    return Promise.resolve();
  });
  await until(() => printer.state().connections > 0);
  return {
    send: (hex: string) => socket.write(Buffer.from(hex, "hex")),
    replies: () => replies,
  };
};

const dotsOf = async (png: Buffer) => {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return (x: number, y: number): boolean => data[(y * image.width + x) * 4] === 0;
};

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");
const ids = "1d28480600303052303031";

describe("what it answers", () => {
  it.each([
    ["DLE EOT 1", {}, "100401", "12"],
    ["DLE EOT 1, stopped", { coverOpen: true }, "100401", "1a"],
    ["DLE EOT 2, cover", { coverOpen: true }, "100402", "16"],
    ["DLE EOT 2, paper", { paperOut: true }, "100402", "32"],
    ["DLE EOT 3", {}, "100403", "12"],
    ["DLE EOT 4, near end", { paperNearEnd: true }, "100404", "1e"],
    ["DLE EOT 4, paper end", { paperOut: true }, "100404", "7e"],
    ["GS r 1", { paperNearEnd: true }, "1d7201", "03"],
    ["GS I 67", {}, "1d4943", "5f53414e44424f5800"],
    ["automatic status", {}, "1d610e", "10000000"],
    ["a process ID", {}, ids, "37225230303100"],
    ["cleared buffers", {}, "10140801031401060208", "372500"],
  ] as const)("%s", async (_name, switches, question, answer) => {
    const { printer, send, replies } = await start();
    printer.set(switches);
    send(question);
    await until(() => replies() === answer);
  });

  it("is nothing while it is silent, and no proof without one", async () => {
    const { printer, send, replies } = await start();
    printer.set({ silent: true });
    send("100401");
    send("1d564200");
    await until(() => printer.papers().length === 1);
    printer.set({ silent: false, withoutProof: true });
    send(`${ids}1d7201`);
    await until(() => replies().length > 0);
    expect(replies()).toBe("00");
  });

  it("is told at once, in the middle of a picture too, as a real unit does", async () => {
    const { send, replies } = await start();
    send("1d76300001000400100401");
    await until(() => replies() === "12");
  });

  it("tells of changes by itself once asked to", async () => {
    const { printer, send, replies } = await start();
    send("1d610e");
    await until(() => replies() === "10000000");
    printer.set({ paperOut: true });
    await until(() => replies() === "1000000018000f00");
  });
});

describe("what it does", () => {
  it("drops slips, and tells so", async () => {
    const { printer, send, replies } = await start();
    let changes = 0;
    const stop = printer.onChange(() => {
      changes += 1;
    });
    send("41420a1d564200");
    await until(() => printer.papers().length === 1);
    expect(printer.papers()[0]).toMatchObject({ at: 1_700_000_000_000, width: 384, height: 58 });
    expect(changes).toBeGreaterThan(0);
    stop();
    const told = changes;
    printer.tear();
    expect(printer.papers()).toHaveLength(1);
    send(`410a${ids}`);
    await until(() => replies() === "37225230303100");
    printer.tear();
    expect([printer.papers().length, printer.state().slips, changes]).toEqual([2, 2, told]);
  });

  it("holds what it gets while it is stopped, up to its buffer, and prints on after", async () => {
    const { printer, send, replies } = await start();
    printer.set({ paperOut: true });
    send(`410a${"00".repeat(10_000)}1d564200${ids}`);
    await until(() => printer.state().bufferedBytes >= 4_096);
    expect([printer.papers(), replies()]).toEqual([[], ""]);
    printer.set({ paperOut: false });
    await until(() => replies() === "37225230303100");
    expect(printer.papers()[0]?.height).toBe(34 + 24);
  });

  it("loses its buffer with the power, but not what is on paper", async () => {
    const { printer, send } = await start();
    send("1d76300001000400ff");
    await until(() => printer.state().bufferedBytes > 0);
    printer.powerCycle();
    await until(() => printer.state().connections === 0);
    expect(printer.state().bufferedBytes).toBe(0);
    const again = await plugIn(printer);
    again.send(ids);
    await until(() => again.replies() === "37225230303100");
  });
});

describe("what comes out", () => {
  it("is a picture's dots, at its place", async () => {
    const isBlack = await dotsOf(decodeToPng(bytes("1b6102 1d763000 0100 0200 8001"), 384));
    const black = [376, 377, 383].flatMap((x) => [0, 1].map((y) => isBlack(x, y)));
    expect(black).toEqual([true, false, false, false, false, true]);
  });

  it("is text in its size, weight and colours", async () => {
    const ink = async (hex: string): Promise<number> => {
      const { png, width, height } = decodeJob(bytes(hex), 384);
      const isBlack = await dotsOf(png);
      let count = 0;
      for (let y = 0; y < height; y += 1)
        for (let x = 0; x < width; x += 1) if (isBlack(x, y)) count += 1;
      return count;
    };
    const plain = await ink("410a");
    expect(plain).toBeGreaterThan(20);
    expect(await ink("1d2111 410a")).toBe(plain * 4);
    expect(await ink("1b4501 410a")).toBeGreaterThan(plain);
    expect(await ink("1d4201 410a")).toBe(12 * 24 - plain);
    expect(await ink("1b7410 80 0a")).not.toBe(await ink("1b7400 80 0a"));
  });

  it("starts a new line where the paper ends", () => {
    expect(decodeJob(Buffer.from(`${"x".repeat(32)}\n`), 384).height).toBe(34 + 24);
    expect(decodeJob(Buffer.from(`${"x".repeat(33)}\n`), 384).height).toBe(68 + 24);
  });

  it.each([
    ["1b5a", ["1b5a"]],
    ["07", ["07"]],
    ["1d286b0300324130", ["1d286b"]],
    ["1d284102003001", ["1d2841"]],
  ])("counts what it does not know: %s", (hex, unknown) => {
    expect(decodeJob(bytes(hex), 384).unknownCommands).toEqual(unknown);
  });

  it("says when a command never ended", () => {
    expect(decodeJob(bytes("1d763000 4800 0001 ff"), 576).unfinishedBytes).toBe(9);
  });
});
