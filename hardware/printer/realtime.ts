import { DeviceFault } from "../fault.ts";

const DLE = 0x10;
/** EOT, ENQ and DC4: what makes DLE a real-time command, executed even inside picture data. */
const isRealTime = (next: number | undefined): boolean =>
  next === 0x04 || next === 0x05 || next === 0x14;

/**
 * Change picture data in place so that no printer reads a command into it: one more dot beside one
 * that is black already, which nobody sees. `dots` must not hold anything but picture data.
 */
export const sanitiseDots = (dots: Uint8Array): void => {
  for (let at = 0; at + 1 < dots.length; at += 1) {
    if (dots[at] === DLE && isRealTime(dots[at + 1])) dots[at] = 0x30;
  }
};

/** True when `bytes` hold a real-time command anywhere. */
export const hasRealTimeCommand = (bytes: Uint8Array): boolean => {
  for (let at = bytes.indexOf(DLE); at !== -1; at = bytes.indexOf(DLE, at + 1)) {
    if (isRealTime(bytes[at + 1])) return true;
  }
  return false;
};

/**
 * The last look at a whole job, seams included. A job has no real-time command on purpose, so any is
 * an error: throws a {@link DeviceFault} `PRINT_REALTIME_COMMAND`.
 */
export const assertNoRealTimeCommand = (job: Uint8Array): void => {
  if (hasRealTimeCommand(job)) {
    throw new DeviceFault(
      "PRINT_REALTIME_COMMAND",
      "the job would command the printer by accident",
    );
  }
};
