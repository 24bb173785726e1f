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
  const { address } = printer.state();
  if (address.kind !== "tcp") throw new Error("the printer hangs on TCP here");
  const socket: Socket = connect({ host: address.host, port: address.port, noDelay: true });
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
const good = "10000000";
const jam = "18080000";

describe("what it answers", () => {
  it.each([
    ["DLE EOT 1", {}, "100401", "12"],
    ["DLE EOT 1, stopped", { coverOpen: true }, "100401", "1a"],
    ["DLE EOT 2, cover", { coverOpen: true }, "100402", "16"],
    ["DLE EOT 2, paper", { paperOut: true }, "100402", "32"],
    ["DLE EOT 3", {}, "100403", "12"],
    ["DLE EOT 4, near end", { paperNearEnd: true }, "100404", "1e"],
    ["DLE EOT 4, paper end", { paperOut: true }, "100404", "7e"],
    ["DLE EOT 2 and 3, head", { headHot: true }, "100402100403", "5252"],
    ["automatic status, near the end", { rowsLeft: 800 }, "1d610e", "10000300"],
    ["rubbish around it", { rubbish: true }, "100401", "fe81c512fe81c5"],
    ["half of it", { halfAnswers: true }, ids, "372252"],
    ["flow control within it", { flowMarks: true }, ids, "372252131130303100"],
    ["a byte at a time", { byteByByte: true }, ids, "37225230303100"],
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

  it("jams at the cut, and goes on once it is free and told to", async () => {
    const { printer, send, replies } = await start();
    send("1d610e");
    await until(() => replies() === good);
    printer.set({ cutterJammed: true });
    send("410a1d564200");
    await until(() => replies() === good + good + jam);
    send("100501");
    await until(() => replies() === good + good + jam + good + jam);
    expect(printer.papers()).toEqual([]);
    printer.set({ cutterJammed: false });
    send("100501");
    await until(() => printer.papers().length === 1);
    await until(() => replies() === good + good + jam + good + jam + jam + good);
  });

  it.each([
    ["goes on where it was", "100501", 1],
    ["forgets the rest", "100502", 0],
  ])("waits after its cover was open in the middle, and %s", async (_name, command, slips) => {
    const { printer, send, replies } = await start();
    printer.set({ waitsToGoOn: true, paperOut: true });
    send("410a1d564200");
    await until(() => printer.state().bufferedBytes > 0);
    printer.set({ coverOpen: true, paperOut: false });
    printer.set({ coverOpen: false });
    send("100403");
    await until(() => replies() === "16");
    send(`${command}100403${ids}`);
    await until(() => replies() === "161237225230303100");
    expect(printer.papers()).toHaveLength(slips);
  });

  it("runs out in the middle of a picture, and goes on in it with the next roll", async () => {
    const { printer, send, replies } = await start();
    printer.set({ rowsLeft: 3 });
    send(`1d76300001000800${"ff".repeat(8)}${ids}`);
    await until(() => printer.state().switches.paperOut);
    expect(replies()).toBe("");
    printer.set({ paperOut: false });
    await until(() => replies() === "37225230303100");
    printer.tear();
    expect(printer.papers()[0]?.height).toBe(8 + 24);
  });

  it("tells of a power-on when it was set up to, and has forgotten whom to tell of changes", async () => {
    const { printer, send, replies } = await start();
    send("1d610e");
    await until(() => replies() === "10000000");
    printer.blink(true);
    await until(() => replies() === "100000003b3100");
    printer.set({ paperNearEnd: true });
    send("1b40");
    send("1d7201");
    await until(() => replies() === "100000003b310003");
  });

  it("pulses the drawer, and takes nothing in while it is stuck", async () => {
    const { printer, send } = await start();
    send("1b700032fa");
    await until(() => printer.state().drawerPulses === 1);
    printer.set({ stuck: true });
    send("1b700032fa");
    printer.unplug();
    printer.plugIn();
    expect(printer.state()).toMatchObject({ isUnplugged: false, drawerPulses: 1 });
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
