import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The example of the docs, to be changed by tests. */
export const example = (): Record<string, unknown> =>
  JSON.parse(
    readFileSync(new URL("../../docs/config.example.json", import.meta.url), "utf8"),
  ) as Record<string, unknown>;

/** The example with one setting changed, or left out when `value` is undefined. */
export const changed = (path: string, value: unknown): Record<string, unknown> => {
  const whole = example();
  const names = path.split(".");
  const last = names.pop() ?? "";
  let inner = whole;
  for (const name of names) inner = inner[name] as Record<string, unknown>;
  if (value === undefined) delete inner[last];
  else inner[last] = value;
  return whole;
};

/** A folder with the files that the example names. */
export interface ConfigRig {
  readonly folder: string;
  close(): void;
}

const SECRET = ["lnd.macaroon", "rail.token", "settlement.token"];

export const createConfigRig = (): ConfigRig => {
  const folder = mkdtempSync(join(tmpdir(), "satriel-config-"));
  mkdirSync(join(folder, "secrets"));
  for (const name of ["lnd-tls.pem", "rail-ca.pem", "settlement-ca.pem", ...SECRET]) {
    const path = join(folder, "secrets", name);
    writeFileSync(path, "content");
    chmodSync(path, SECRET.includes(name) ? 0o600 : 0o644);
  }
  return { folder, close: () => rmSync(folder, { recursive: true }) };
};
