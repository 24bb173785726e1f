import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findDevices } from "../../../hardware/find/find-devices.ts";
import { nameOf, roleOf } from "../../../hardware/find/found-device.ts";
import {
  addHid,
  addPrinter,
  addSerial,
  createMachineTree,
  DESCRIPTORS,
  type MachineTree,
} from "./machine-tree.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const machine = (): MachineTree => {
  const folder = mkdtempSync(join(tmpdir(), "satriel-find-"));
  folders.push(folder);
  return createMachineTree(folder);
};

const newland = (product: string, port = "1-1") =>
  ({
    port,
    ids: ["1eab", product],
    words: ["Newland", "NLS-FM430", "SC001"],
  }) as const;
const find = ({ root }: MachineTree) => findDevices({ root, mayOpen: () => "allowed" });

describe("devices are found", () => {
  it("on a machine without any, as none", () => {
    expect(find(machine())).toEqual([]);
    expect(findDevices({ root: "/nowhere" })).toEqual([]);
  });

  it("on serial ports, with their stable names and what udev says of modems", () => {
    const tree = machine();
    const byId = "dev/serial/by-id/usb-Newland_NLS_SC001-if00";
    addSerial(tree, "ttyACM0", newland("8306"), {
      names: [byId, "dev/satriel/scanner"],
      isNoModem: true,
    });
    addSerial(tree, "ttyUSB1", {
      port: "1-2",
      ids: ["1a86", "7523"],
      words: ["", "USB Serial", ""],
    });
    tree.file("sys/class/tty/tty0/dev", "4:0");
    const [scanner, adapter, ...more] = find(tree);
    expect(scanner).toEqual({
      kind: "serial",
      path: "/dev/ttyACM0",
      names: ["/dev/satriel/scanner", `/${byId}`],
      usb: {
        vendorId: "1eab",
        productId: "8306",
        maker: "Newland",
        model: "NLS-FM430",
        serial: "SC001",
      },
      deviceId: null,
      usage: null,
      access: "allowed",
      isSilent: null,
      isNoModem: true,
    });
    expect(adapter).toMatchObject({ path: "/dev/ttyUSB1", names: [], isNoModem: false });
    expect(more).toEqual([]);
    expect([scanner, adapter].map((device) => device && roleOf(device))).toEqual([
      "scanner",
      "serial-adapter",
    ]);
  });

  it("as printers, by what they tell of themselves", () => {
    const tree = machine();
    const unit = { port: "1-3", ids: ["04b8", "0e15"], words: ["EPSON", "USB", "PR1"] } as const;
    addPrinter(tree, "lp1", unit, "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;");
    const [printer] = find(tree);
    expect(printer).toMatchObject({
      kind: "printer",
      path: "/dev/usb/lp1",
      names: ["/dev/satriel/printer"],
    });
    expect(printer && [roleOf(printer), nameOf(printer)]).toEqual(["printer", "EPSON TM-T20II"]);
  });

  it.each([
    ["a scanner in HID POS mode", "0b87", DESCRIPTORS.scanner, undefined, "scanner", null],
    ["a scanner that types", "0003", DESCRIPTORS.keyboard, "0", "keyboard-scanner", false],
    ["one that is silenced", "0003", DESCRIPTORS.keyboard, "1", "keyboard-scanner", true],
    ["a mouse", "0003", DESCRIPTORS.mouse, "0", "other", false],
    ["a descriptor that is cut off", "0003", Uint8Array.of(0x06), undefined, "other", null],
  ] as const)("as HID: %s", (...row) => {
    const [, product, descriptor, inhibited, role, isSilent] = row;
    const tree = machine();
    addHid(
      tree,
      "hidraw0",
      newland(product),
      inhibited === undefined ? { descriptor } : { descriptor, inhibited },
    );
    const [device] = find(tree);
    expect(device && roleOf(device)).toBe(role);
    expect(device?.isSilent).toBe(isSilent);
  });

  it("but a keyboard of another maker is a keyboard", () => {
    const tree = machine();
    const unit = { port: "1-4", ids: ["046d", "c31c"], words: ["Logitech", "K120", ""] } as const;
    addHid(tree, "hidraw0", unit, { descriptor: DESCRIPTORS.keyboard, inhibited: "0" });
    expect(find(tree).map(roleOf)).toEqual(["other"]);
  });

  it("also when this user may not open them, or they have just gone", () => {
    const tree = machine();
    addSerial(tree, "ttyACM0", newland("8306"));
    const denied = findDevices({ root: tree.root, mayOpen: () => "denied" });
    expect(denied[0]?.access).toBe("denied");
    rmSync(join(tree.root, "dev/ttyACM0"));
    expect(findDevices({ root: tree.root })[0]?.access).toBe("absent");
    rmSync(join(tree.root, "sys/devices"), { recursive: true });
    expect(find(tree)).toEqual([]);
  });
});
