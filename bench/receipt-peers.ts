// The published packages, each behind "this receipt, please". Where one draws no QR code that an Epson
// printer knows, it gets to draw it as a picture, which is the slower way and the only right one.

import { Adapter } from "@node-escpos/adapter";
import { Image, Printer } from "@node-escpos/core";
import ReceiptPrinterEncoder from "@point-of-sale/receipt-printer-encoder";
import escpos from "escpos";
import thermal from "node-thermal-printer";
import receiptline from "receiptline";
import { drawPixels, drawPng, HEADING, LINES, QR_TEXT } from "./receipt-job.ts";

/** A package under test: the whole receipt as bytes. */
export interface ReceiptPeer {
  readonly name: string;
  readonly encode: () => Promise<Uint8Array>;
}

const QR_DOTS = 4;

/** Keeps what is written. */
class Keep extends Adapter<[]> {
  readonly chunks: Uint8Array[] = [];
  open(): this {
    return this;
  }
  close(): this {
    return this;
  }
  read(): void {}
  write(bytes: Buffer | string, done?: (error: Error | null) => void): this {
    this.chunks.push(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
    done?.(null);
    return this;
  }
}

/** In the shape of the package `ndarray`, as the two relatives take it: no PNG has to be read. */
const pixels = () => {
  const { width, height, data } = drawPixels();
  return { data, shape: [width, height, 4] as const };
};

const nodeEscpos: ReceiptPeer = {
  name: "@node-escpos/core 0.6.0",
  encode: async () => {
    const kept = new Keep();
    const printer = new Printer(kept, { encoding: "cp437" });
    printer.align("ct").size(2, 2).text(HEADING).size(1, 1).align("lt");
    for (const line of LINES) printer.text(line);
    printer.raster(new Image(pixels() as unknown as ConstructorParameters<typeof Image>[0]));
    await printer.qrimage(QR_TEXT, { type: "png", mode: "normal", size: QR_DOTS });
    await printer.cut(true).flush();
    return Buffer.concat(kept.chunks);
  },
};

const oldEscpos: ReceiptPeer = {
  name: "escpos 2.5.2",
  encode: async () => {
    const chunks: Uint8Array[] = [];
    const adapter = { write: (bytes: Uint8Array) => void chunks.push(bytes) };
    const printer = new escpos.Printer(adapter, { encoding: "cp437" });
    printer.align("ct").size(2, 2).text(HEADING).size(1, 1).align("lt");
    for (const line of LINES) printer.text(line);
    printer.raster(new escpos.Image(pixels()), "normal");
    await new Promise<void>((resolve, reject) => {
      printer.qrimage(QR_TEXT, { type: "png", mode: "normal", size: QR_DOTS }, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
    printer.cut(true).flush();
    return Buffer.concat(chunks);
  },
};

const nodeThermal: ReceiptPeer = {
  name: "node-thermal-printer 4.6.1",
  encode: async () => {
    const printer = new thermal.ThermalPrinter({
      type: thermal.PrinterTypes.EPSON,
      // Never connected to: only its buffer is asked for.
      interface: "tcp://127.0.0.1:9",
      characterSet: thermal.CharacterSet.PC437_USA,
      width: 48,
    });
    printer.alignCenter();
    printer.setTextQuadArea();
    printer.println(HEADING);
    printer.setTextNormal();
    printer.alignLeft();
    for (const line of LINES) printer.println(line);
    await printer.printImageBuffer(drawPng());
    printer.printQR(QR_TEXT, { cellSize: QR_DOTS, correction: "M", model: 2 });
    printer.partialCut();
    return printer.getBuffer();
  },
};

const pointOfSale: ReceiptPeer = {
  name: "receipt-printer-encoder 4.0.1",
  encode: async () => {
    const { width, height, data } = drawPixels();
    const encoder = new ReceiptPrinterEncoder({
      language: "esc-pos",
      columns: 48,
      imageMode: "raster",
      codepageMapping: "epson",
    });
    encoder.initialize().codepage("cp437").align("center").width(2).height(2).line(HEADING);
    encoder.width(1).height(1).align("left");
    for (const line of LINES) encoder.line(line);
    encoder.image({ data, width, height }, width, height, "threshold", 128);
    encoder.qrcode(QR_TEXT, { model: 2, size: QR_DOTS, errorlevel: "m" }).cut("partial");
    return Promise.resolve(encoder.encode());
  },
};

const lineOriented: ReceiptPeer = {
  name: "receiptline 4.0.4",
  encode: async () => {
    const document = [
      `^^^${HEADING}`,
      ...LINES.map((line) => `${line} |`),
      `{image:${drawPng().toString("base64")}}`,
      `{code:${QR_TEXT}; option:qrcode,${QR_DOTS},M}`,
    ].join("\n");
    const printed = receiptline.transform(document, {
      cpl: 48,
      encoding: "cp437",
      gradient: false,
      command: "escpos",
    });
    return Promise.resolve(Buffer.from(printed, "latin1"));
  },
};

/** All of them. */
export const RECEIPT_PEERS: readonly ReceiptPeer[] = [
  nodeEscpos,
  oldEscpos,
  nodeThermal,
  pointOfSale,
  lineOriented,
];
