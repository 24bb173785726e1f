import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("../../../main/hosts/doctor-cli.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "satriel-doctor-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const doctor = (...args: readonly string[]) =>
  spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });

describe("the doctor's command", () => {
  it.each([[["--bogus"]], [["--scan", "soon"]], [["--display", "cd5220"]]])(
    "asked wrongly says how to ask: %j",
    (args) => {
      const { status, stdout, stderr } = doctor(...args);
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("--config FILE");
    },
  );

  it("tells a fault of the configuration in words and as JSON, and ends with 1", () => {
    const path = join(folder, "config.json");
    writeFileSync(path, "{}");
    const words = doctor("--config", path);
    expect(words.status).toBe(1);
    expect(words.stdout).toMatch(/^WRONG configuration: CONFIG_INVALID/m);
    const { status, stdout } = doctor("--config", path, "--json");
    expect(status).toBe(1);
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly object[] };
    expect(findings[0]).toMatchObject({ level: "wrong", code: "CONFIG_INVALID" });
  });
});
