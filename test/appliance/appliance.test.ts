import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { parseRules, valuesOf } from "./rules.ts";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (file: string): string => readFileSync(at(`appliance/${file}`), "utf8");

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const install = (...args: readonly string[]) =>
  spawnSync("sh", [at("appliance/install.sh"), ...args], { encoding: "utf8" });

const installed = (): string => {
  const root = mkdtempSync(join(tmpdir(), "satriel-appliance-"));
  folders.push(root);
  expect(install("--root", root)).toMatchObject({ status: 0, stderr: "" });
  return root;
};

describe("the udev rules", () => {
  const rules = parseRules(read("70-satriel.rules"));

  it("can be read, all of them", () => {
    expect(rules.length).toBeGreaterThan(8);
  });

  const broken: readonly (readonly [string, RegExp])[] = [
    ['SUBSYSTEM="tty", MODE="0660"', /SUBSYSTEM can only be compared/],
    ['SUBSYSTEM=="tty", MODE=="0660"', /MODE can only be set/],
    ['SUBSYSTEM=="tty" MODE="0660"', /comma is missing/],
    ['SUBSYSTEM=="tty, MODE="0660"', /comma is missing/],
    ['ATTRS=="1eab"', /needs \{a name\}/],
    ['SUBSYTEM=="tty"', /no key of udev/],
    ["SUBSYSTEM==tty", /cannot be read/],
  ];
  it.each(broken)("that are broken would be seen: %s", (line, fault) => {
    expect(() => parseRules(line)).toThrow(fault);
  });

  it("give every device to the terminal's group and to nobody else", () => {
    for (const rule of rules) {
      const [mode] = valuesOf(rule, "MODE");
      const [group] = valuesOf(rule, "GROUP");
      expect([mode, group], `line ${rule.line}`).toEqual(
        mode === undefined ? [undefined, undefined] : ["0660", "satriel"],
      );
    }
    const subsystems = rules
      .filter((rule) => valuesOf(rule, "GROUP").length > 0)
      .flatMap((rule) => valuesOf(rule, "SUBSYSTEM"));
    expect(new Set(subsystems)).toEqual(new Set(["tty", "usbmisc", "hidraw"]));
  });

  it("keep ModemManager from every serial port they give out", () => {
    const ports = rules.filter((rule) => valuesOf(rule, "SUBSYSTEM").includes("tty"));
    expect(ports.length).toBeGreaterThan(0);
    for (const rule of ports) expect(valuesOf(rule, "ENV{ID_MM_DEVICE_IGNORE}")).toEqual(["1"]);
  });

  it("silence only keyboards that are named by maker and product", () => {
    const silenced = rules.filter((rule) => valuesOf(rule, "ATTR{inhibited}").length > 0);
    expect(silenced.length).toBeGreaterThan(0);
    for (const rule of silenced) {
      expect(valuesOf(rule, "ATTRS{idVendor}")).toHaveLength(1);
      expect(valuesOf(rule, "ATTRS{idProduct}")).toHaveLength(1);
    }
  });
});

describe("the service", () => {
  const entries = read("satriel.service")
    .split("\n")
    .flatMap((line) => {
      const [, key, value] = /^([A-Za-z]+)=(.+)$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value] as const];
    });
  const values = (key: string): readonly string[] =>
    entries.filter(([name]) => name === key).map(([, value]) => value);

  it("has no line that is neither section, setting nor comment", () => {
    const strange = read("satriel.service")
      .split("\n")
      .filter((line) => !/^(?:|#.*|\[(?:Unit|Service|Install)\]|[A-Za-z]+=.+)$/.test(line));
    expect(strange).toEqual([]);
  });

  it("runs the packaged program, as the terminal's user, and stays down over a bad configuration", () => {
    expect(values("ExecStart")[0]).toMatch(/ \/opt\/Satriel\/satriel .*--config=\/etc\/satriel\//);
    expect(values("User")).toEqual(["satriel"]);
    expect(values("RestartPreventExitStatus")).toEqual(["78"]);
    const builder = readFileSync(at("electron-builder.yml"), "utf8");
    expect(builder).toContain("productName: Satriel\n");
    expect(builder).toContain("executableName: satriel\n");
  });

  it("may use the devices that the rules give out", () => {
    for (const kind of ["char-ttyACM", "char-ttyUSB", "char-hidraw", "char-usb"]) {
      expect(values("DeviceAllow")).toContain(`${kind} rw`);
    }
    expect(values("DevicePolicy")).toEqual(["closed"]);
  });

  it.runIf(existsSync("/usr/bin/systemd-analyze"))(
    "is good to systemd, but for programs that are not here",
    () => {
      const { stderr } = spawnSync("systemd-analyze", ["verify", at("appliance/satriel.service")], {
        encoding: "utf8",
      });
      expect(stderr.split("\n").filter((line) => !/is not executable|^$/.test(line))).toEqual([]);
    },
  );
});

describe("install.sh", () => {
  it("puts each file where the system looks for it", () => {
    const root = installed();
    const files = readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((file) => statSync(join(root, file)).isFile())
      .toSorted();
    expect(files).toEqual([
      "etc/systemd/system/satriel.service",
      "etc/sysusers.d/satriel.conf",
      "etc/udev/rules.d/70-satriel.rules",
    ]);
    expect(install("--root", root).status).toBe(0);
  });

  it.each([[["--rooot"]], [["--root"]]])("tells %j as a mistake and does nothing", (args) => {
    const { status, stderr } = install(...args);
    expect(status).not.toBe(0);
    expect(stderr).not.toBe("");
  });

  it("is packed with the program", () => {
    const builder = readFileSync(at("electron-builder.yml"), "utf8");
    expect(builder).toMatch(/extraResources:\n {2}- from: appliance\n {4}to: appliance\n/);
    execFileSync("sh", ["-n", at("appliance/install.sh")]);
  });
});
