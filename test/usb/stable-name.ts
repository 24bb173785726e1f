import { existsSync, lstatSync, statSync } from "node:fs";
import { until } from "./harness.ts";

const TERMINAL_GROUP = 990;

const isOurs = (path: string): boolean => {
  const node = statSync(path, { throwIfNoEntry: false });
  return node !== undefined && node.gid === TERMINAL_GROUP && (node.mode & 0o777) === 0o660;
};

/**
 * A name that the rules gave is there and belongs to the terminal's group. A node appears a moment
 * before its owner and mode are set.
 */
export const nameAppears = async (path: string): Promise<void> => {
  await until(`${path} appears`, () => existsSync(path));
  await until(`${path} has the terminal's group and mode 0660`, () => isOurs(path));
};

/** The name itself is gone, not only what it led to: a new device would make the old name true. */
export const nameGoes = async (path: string): Promise<void> => {
  await until(`${path} goes`, () => lstatSync(path, { throwIfNoEntry: false }) === undefined);
};
