import { Printer } from "@node-escpos/core";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import jsQr from "jsqr";
import { describe, expect, it, onTestFinished } from "vitest";
import { TransportAdapter } from "../../../hardware/escpos-bridge/adapter.ts";
import { createPrinter } from "../../../sandbox/devices/printer.ts";
import { until } from "../support/clock.ts";
import { createMemoryCable } from "../support/memory-plug.ts";

const readQr = async (png: Buffer | undefined): Promise<string | undefined> => {
  if (png === undefined) return undefined;
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
  return jsQr.default(data, width, height)?.data;
};

const start = async (bufferBytes?: number) => {
  const cable = createMemoryCable(bufferBytes);
  const paper = await createPrinter({ plug: cable.plug });
  onTestFinished(() => paper.close());
  const adapter = new TransportAdapter({ open: cable.open, writeMs: 5_000 });
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        adapter.close(() => resolve());
      }),
  );
  return { cable, paper, adapter, printer: new Printer(adapter, { encoding: "cp437" }) };
};

describe("the Printer of @node-escpos/core over our transports", () => {
  it("prints text and cuts", async () => {
    const { paper, printer, cable } = await start();
    await printer.align("ct").text("Angkor Coffee").text("Total 12,000").cut().flush();
    await until(() => paper.papers().length === 1);
    expect(paper.papers()[0]?.height).toBeGreaterThan(2 * 34);
    expect(cable.opened()).toBe(1);
  });

  it("prints a QR code as a picture, more of it than a buffer holds", async () => {
    const { paper, printer } = await start(256);
    await printer.qrimage("https://satriel.example/r/7Q2M", {
      type: "png",
      mode: "normal",
      size: 6,
    });
    printer.cut();
    await printer.flush();
    await until(() => paper.papers().length === 1);
    expect(await readQr(paper.papers()[0]?.png)).toBe("https://satriel.example/r/7Q2M");
  }, 30_000);

  it("gets an error from a flush that fails, unlike with the adapters of its own", async () => {
    const { cable, printer, paper } = await start(16);
    paper.set({ stuck: true });
    const flushing = printer.text("x".repeat(2_000)).flush();
    const failing = expect(flushing).rejects.toMatchObject({ code: "TRANSPORT_LOST" });
    await until(() => cable.opened() === 1);
    cable.cut();
    await failing;
    paper.set({ stuck: false });
    await printer.text("again").cut().flush();
    await until(() => paper.papers().length === 1);
    expect(cable.opened()).toBe(2);
  });

  it("hears why there is nothing to write to", async () => {
    const { cable, printer, adapter } = await start();
    cable.refuseWith("TRANSPORT_DENIED");
    const opened = await new Promise((resolve) => {
      adapter.open(resolve);
    });
    expect(opened).toMatchObject({ code: "TRANSPORT_DENIED" });
    await expect(printer.text("x").flush()).rejects.toMatchObject({ code: "TRANSPORT_DENIED" });
  });

  it("cannot ask the printer anything, but hears what it says", async () => {
    const { adapter } = await start();
    expect(() => adapter.read()).toThrowError(
      expect.objectContaining({ code: "BRIDGE_OUTPUT_ONLY" }) as Error,
    );
    const answer = new Promise((resolve) => {
      adapter.once("data", resolve);
    });
    adapter.write("\u0010\u0004\u0001");
    expect(await answer).toEqual(Buffer.of(0x12));
  });

  it("keeps the order of writes, byte for byte, and opens again after a close", async () => {
    const { adapter, paper, cable } = await start();
    for (const text of ["\u001b@", "A", "\u00e9\n"]) adapter.write(text);
    await new Promise<void>((resolve) => {
      adapter.close(() => resolve());
    });
    await until(() => paper.state().receivedBytes === 5);
    adapter.write("\n");
    await until(() => paper.state().receivedBytes === 6);
    expect(cable.opened()).toBe(2);
  });
});
