/**
 * A machine for the drivers: Debian's own kernel with the drivers that a shop's terminal has, and
 * `dummy_hcd`, whose USB ports are plugged from the inside. The kernel's package is unpacked, never
 * installed.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "./tools.ts";

/** What to boot. */
export interface Machine {
  readonly kernel: string;
  readonly initrd: string;
}

/** Drivers for the shared files, the devices under test, and the gadgets that stand in for them. */
const MODULES = [
  "virtio_pci 9p 9pnet_virtio",
  "hid hid-generic usbhid evdev usblp cdc-acm",
  "libcomposite dummy_hcd usb_f_hid usb_f_acm usb_f_printer",
].flatMap((names) => names.split(" "));

const INIT = new URL("../../test/usb/guest-init", import.meta.url);

const kernelPackage = (): string => {
  const find = (): string | undefined =>
    /Depends: (linux-image-\S+)/.exec(run("apt-cache", ["depends", "linux-image-amd64"]))?.[1];
  try {
    const known = find();
    if (known !== undefined) return known;
  } catch {
    // A fresh system has no lists yet; what keeps them from coming is told below.
  }
  run("apt-get", ["update", "-qq"]);
  const name = find();
  if (name !== undefined) return name;
  throw new Error("apt knows no linux-image-amd64: the USB rig needs a Debian system for amd64");
};

/** The package's files in `folder`, fetched when they are not there yet. */
const fetchPackage = (folder: string, name: string): string => {
  const tree = join(folder, name);
  if (existsSync(tree)) return tree;
  mkdirSync(folder, { recursive: true });
  run("apt-get", ["download", "-qq", name], { cwd: folder });
  const archive = readdirSync(folder).find((file) => file.startsWith(`${name}_`));
  if (archive === undefined) throw new Error(`apt-get downloaded no ${name}`);
  rmSync(`${tree}.part`, { recursive: true, force: true });
  run("dpkg-deb", ["-x", join(folder, archive), `${tree}.part`]);
  renameSync(`${tree}.part`, tree);
  rmSync(join(folder, archive));
  return tree;
};

/** Files of the modules in the order in which they can be loaded. */
const moduleFiles = (tree: string, version: string): readonly string[] => {
  run("/sbin/depmod", ["-b", tree, version]);
  const lines = MODULES.flatMap((name) =>
    run("/sbin/modprobe", ["-d", tree, "-S", version, "--show-depends", name]).split("\n"),
  );
  const files = lines.flatMap((line) => /^insmod (\S+)/.exec(line)?.[1] ?? []);
  return [...new Set(files)];
};

/** Builds the machine in `folder`; the kernel stays there for the next time. */
export const buildMachine = (folder: string): Machine => {
  const tree = fetchPackage(folder, kernelPackage());
  // Not the system's own: that one may need libraries, and cannot be installed beside this one.
  const busybox = join(fetchPackage(folder, "busybox-static"), "bin/busybox");
  const [version = ""] = readdirSync(join(tree, "lib/modules"));
  const root = join(folder, "initrd");
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, "bin"), { recursive: true });
  mkdirSync(join(root, "modules"));
  moduleFiles(tree, version).forEach((file, index) => {
    copyFileSync(file, join(root, "modules", `${100 + index}-${basename(file)}`));
  });
  copyFileSync(busybox, join(root, "bin/busybox"));
  writeFileSync(join(root, "init"), readFileSync(INIT));
  chmodSync(join(root, "init"), 0o755);
  const names = run("find", ["."], { cwd: root });
  const initrd = join(folder, "initrd.gz");
  run("sh", ["-c", 'cpio -o -H newc --quiet >"$1"', "sh", `${initrd}.cpio`], {
    cwd: root,
    input: names,
  });
  writeFileSync(initrd, gzipSync(readFileSync(`${initrd}.cpio`), { level: 1 }));
  rmSync(`${initrd}.cpio`);
  return { kernel: join(tree, "boot", `vmlinuz-${version}`), initrd };
};
