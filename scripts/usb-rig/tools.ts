import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** What the rig runs with: the file that shows that it is there, and the Debian package it is in. */
const TOOLS: readonly (readonly [file: string, debianPackage: string])[] = [
  ["/usr/bin/qemu-system-x86_64", "qemu-system-x86"],
  ["/usr/bin/cpio", "cpio"],
  ["/sbin/modprobe", "kmod"],
  ["/bin/udevadm", "udev"],
];

/** Run a program; its output, or an error that holds what it said. */
export const run = (
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string | Buffer } = {},
): string => {
  const done = spawnSync(program, args, {
    ...options,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status === 0) return done.stdout;
  const said = [done.error?.message ?? "", done.stderr].join("\n").trim();
  throw new Error(`${program} ${args.join(" ")} failed (${done.status ?? "no end"}): ${said}`);
};

const missing = (): readonly string[] =>
  TOOLS.filter(([file]) => !existsSync(file)).map(([, name]) => name);

/**
 * Installs what is missing, from Debian. Throws with the names of the packages where that cannot be
 * done: the rig never passes by not running.
 */
export const installTools = (): void => {
  const wanted = missing();
  if (wanted.length === 0) return;
  const list = wanted.join(" ");
  try {
    execFileSync("apt-get", ["update", "-qq"], { stdio: ["ignore", "ignore", "inherit"] });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...wanted], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  } catch (error) {
    throw new Error(`the USB rig needs these Debian packages: ${list}`, { cause: error });
  }
  if (missing().length > 0) throw new Error(`not installed: ${missing().join(" ")}`);
};
