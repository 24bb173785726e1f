import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Machine } from "./machine.ts";

/** How a machine is run. */
export interface BootOptions {
  readonly machine: Machine;
  /** `tcg` needs nothing; `kvm` is faster where the processor's own virtualisation works. */
  readonly accelerator: "tcg" | "kvm";
  readonly memoryMiB: number;
  readonly timeoutMs: number;
  /** Project and program, by the host's paths: the guest has the host's files, read-only. */
  readonly project: string;
  readonly program: string;
  /** Files for what the guest prints, and for its results. */
  readonly console: string;
  readonly results: string;
}

/** How a run ended. */
export interface BootEnd {
  readonly isTimedOut: boolean;
  /** The program's exit status; null when the machine did not get that far. */
  readonly status: number | null;
}

const argsOf = (options: BootOptions): readonly string[] => {
  const { machine, accelerator, memoryMiB, project, program } = options;
  const kernelOptions = `rig_project=${project} rig_program=${program}`;
  const share = "local,path=/,mount_tag=hostroot,security_model=none,readonly=on,multidevs=remap";
  return [
    `-machine q35,accel=${accelerator} -cpu max -smp 1 -m ${memoryMiB} -no-reboot -nic none`,
    "-display none -monitor none",
  ]
    .flatMap((line) => line.split(" "))
    .concat("-serial", `file:${options.console}`, "-serial", `file:${options.results}`)
    .concat("-kernel", machine.kernel, "-initrd", machine.initrd)
    .concat("-append", `console=ttyS0 quiet loglevel=3 panic=-1 ${kernelOptions}`)
    .concat("-virtfs", share);
};

/** Boots, waits for the end, and ends a machine that takes too long. */
export const boot = async (options: BootOptions): Promise<BootEnd> => {
  const qemu = spawn("qemu-system-x86_64", argsOf(options), {
    stdio: ["ignore", "ignore", "inherit"],
  });
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    qemu.kill("SIGKILL");
  }, options.timeoutMs);
  try {
    await new Promise<void>((resolve, reject) => {
      qemu.once("error", reject);
      qemu.once("exit", () => resolve());
    });
  } finally {
    clearTimeout(timer);
  }
  const status = /^RIG-EXIT (\d+)\r?$/m.exec(readFileSync(options.console, "utf8"))?.[1];
  return { isTimedOut, status: status === undefined ? null : Number(status) };
};
