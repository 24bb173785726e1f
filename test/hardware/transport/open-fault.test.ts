import { describe, expect, it } from "vitest";
import { openFault } from "../../../hardware/transport/open-fault.ts";

describe("why a device does not open", () => {
  // As node:fs, serialport and node-hid say it.
  it.each([
    ["ENOENT: no such file or directory, open '/dev/usb/lp0'", "TRANSPORT_NOT_FOUND"],
    ["ENODEV: no such device, open '/dev/hidraw0'", "TRANSPORT_NOT_FOUND"],
    ["ENXIO: no such device or address, open '/dev/ttyS9'", "TRANSPORT_NOT_FOUND"],
    ["Error: No such file or directory, cannot open /dev/ttyACM0", "TRANSPORT_NOT_FOUND"],
    ["cannot open device with path /dev/hidraw9: No such file", "TRANSPORT_NOT_FOUND"],
    ["EACCES: permission denied, open '/dev/usb/lp0'", "TRANSPORT_DENIED"],
    ["Error: Permission denied, cannot open /dev/ttyACM0", "TRANSPORT_DENIED"],
    ["Failed to open a device with path '/dev/hidraw0': Permission denied", "TRANSPORT_DENIED"],
    ["EPERM: operation not permitted, open '/dev/hidraw0'", "TRANSPORT_DENIED"],
    ["EBUSY: resource busy or locked, open '/dev/usb/lp0'", "TRANSPORT_BUSY"],
    ["Error Resource temporarily unavailable Cannot lock port", "TRANSPORT_BUSY"],
    ["Error: Device or resource busy, cannot open /dev/ttyACM0", "TRANSPORT_BUSY"],
    ["Error: Inappropriate ioctl for device setting custom baud rate", "TRANSPORT_WRONG_KIND"],
    ["EISDIR: illegal operation on a directory, open '/dev'", "TRANSPORT_WRONG_KIND"],
    ["not a HIDRAW device?: Inappropriate ioctl for device", "TRANSPORT_WRONG_KIND"],
    ["Error: Input/output error setting custom baud rate of 9600", "TRANSPORT_UNREACHABLE"],
    ["something else", "TRANSPORT_UNREACHABLE"],
  ])("%s", (words, code) => {
    const error = new Error(words);
    expect(openFault("/dev/x", error)).toMatchObject({ code, cause: error });
  });

  it("is told also of what is no error, with the name of the device", () => {
    const fault = openFault("the scanner", "permission denied");
    expect(fault.message).toBe(
      "the scanner may not be opened by this user: a group or a udev rule is missing",
    );
  });
});
