import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openKeyboard } from "../../../hardware/transport/keyboard.ts";
import { realClock } from "../support/clock.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A device node and the kernel's view of it, with what its inputs say. */
const plugIn = (inhibited: Readonly<Record<string, string>>) => {
  const root = mkdtempSync(join(tmpdir(), "keyboard-"));
  folders.push(root);
  const node = join(root, "hidraw7");
  execFileSync("/usr/bin/mkfifo", [node]);
  const path = join(root, "scanner");
  symlinkSync(node, path);
  const inputs = join(root, "class/hidraw/hidraw7/device/input");
  for (const [name, text] of Object.entries(inhibited)) {
    mkdirSync(join(inputs, name), { recursive: true });
    writeFileSync(join(inputs, name, "inhibited"), text);
  }
  const read = (name: string): string => readFileSync(join(inputs, name, "inhibited"), "latin1");
  return { path, root, inputs, read };
};

const openOnce = async ({ path, root }: { readonly path: string; readonly root: string }) => {
  const transport = await openKeyboard({ path, clock: realClock, sysRoot: root })();
  await transport.close();
};

describe("a scanner that plays a keyboard", () => {
  it("is opened once a udev rule has inhibited all its inputs", async () => {
    await openOnce(plugIn({ input5: "1\n", input6: "1\n" }));
  });

  it("has what the rule left out inhibited, where that is allowed", async () => {
    const rig = plugIn({ input5: "1\n", input6: "0\n" });
    await openOnce(rig);
    expect(rig.read("input6")).toBe("1");
  });

  it("has nothing to inhibit where no driver made a keyboard of it", async () => {
    await openOnce(plugIn({}));
  });

  it("stays closed where its keys cannot be held back", async () => {
    const rig = plugIn({});
    // A kernel before 5.11 has no such switch.
    mkdirSync(join(rig.inputs, "input5"), { recursive: true });
    mkdirSync(join(rig.inputs, "input5", "inhibited"));
    await expect(openOnce(rig)).rejects.toMatchObject({ code: "SCANNER_NOT_INHIBITED" });
  });

  it("stays closed where the system takes the word and goes on typing", async () => {
    const rig = plugIn({ input5: "0\n" });
    rmSync(join(rig.inputs, "input5", "inhibited"));
    symlinkSync("/dev/null", join(rig.inputs, "input5", "inhibited"));
    await expect(openOnce(rig)).rejects.toMatchObject({ code: "SCANNER_NOT_INHIBITED" });
  });

  it("is looked for by its link", async () => {
    const rig = { path: "/dev/no-such-scanner", root: "/sys" };
    await expect(openOnce(rig)).rejects.toMatchObject({ code: "TRANSPORT_NOT_FOUND" });
  });
});
