import { z } from "zod";
import { durationMs, words } from "./fields.ts";

const devicePath = z.string().startsWith("/").max(4_096).meta({
  description:
    "Device file: a link that udev makes, since the numbers of `lp0`, `ttyACM0` and `hidraw0` change",
  allowed: "an absolute path",
});

const tcp = z.strictObject({
  kind: z.literal("tcp").describe("How the device is reached"),
  host: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,253}$/)
    .meta({
      description: "Host name or address of the device",
      allowed: "a host name or an address",
    }),
  port: z.int().min(1).max(65_535).describe("TCP port of the device; printers listen on 9100"),
});

const serial = z.strictObject({
  kind: z.literal("serial"),
  path: devicePath,
  baud: z
    .literal([2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200])
    .default(9_600)
    .describe("Speed of the serial port, as the device is set; USB takes any"),
});

const deviceFile = z.strictObject({ kind: z.literal("file"), path: devicePath });

const usbId = (meaning: string) =>
  z
    .string()
    .regex(/^[0-9a-f]{4}$/)
    .meta({ description: meaning, allowed: 'four hexadecimal digits, such as "0c2e"' })
    .transform((text) => Number.parseInt(text, 16));

const hid = z.strictObject({
  kind: z.literal("hid"),
  vendorId: usbId("USB number of the maker"),
  productId: usbId("USB number of the model"),
  serialNumber: words(128, "Serial number of the unit, where there are two of the model")
    .nullable()
    .default(null),
});

const hidraw = z.strictObject({ kind: z.literal("hidraw"), path: devicePath });

/** How a device that takes a stream of bytes is reached. */
export const streamTransport = z.discriminatedUnion("kind", [tcp, serial, deviceFile]);

const scannerTransport = z.discriminatedUnion("kind", [tcp, serial, deviceFile, hid, hidraw]);

const around = (meaning: string) =>
  z
    .string()
    .regex(/^[\x20-\x7e]{0,16}$/)
    .default("")
    .meta({ description: meaning, allowed: "up to 16 characters of ASCII" });

const scanner = z.strictObject({
  transport: scannerTransport,
  mode: z
    .enum(["usb-com", "hid-pos", "wedge"])
    .default("usb-com")
    .describe(
      "How the scanner is set up: as a serial port, as a point-of-sale HID device, or as a keyboard",
    ),
  ends: z
    .enum(["terminator", "silence"])
    .default("terminator")
    .describe("What ends a code: CR, LF, Enter or Tab after it, or 60 ms of silence"),
  prefix: around("What the scanner is set to send before each code"),
  suffix: around("What it is set to send after each code, ahead of CR, LF, Enter or Tab"),
  duplicateMs: durationMs(
    0,
    60_000,
    2_000,
    "The same code again within this time of its last sight is the same sight",
  ),
});

const profile = (meaning: string, examples: string) =>
  z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
    .max(40)
    .meta({ description: meaning, allowed: `the name of a profile, such as ${examples}` });

/** What stands on the counter. */
export const devices = z.strictObject({
  printer: z
    .strictObject({
      transport: streamTransport,
      profile: profile("Model of the printer", "generic-80"),
    })
    .nullable()
    .default(null),
  scanner: scanner.nullable().default(null),
  display: z
    .strictObject({
      transport: streamTransport,
      profile: profile("Model or emulation of the customer display of two rows", "cd5220"),
      idleText: z
        .string()
        .regex(/^[\x20-\x7e]{1,20}$/)
        .meta({
          description: "What it says while nobody pays; the shop's name when null",
          allowed: "1 to 20 characters of ASCII",
        })
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null),
});
