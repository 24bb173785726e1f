import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const program = join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
const config = join(root, ".dependency-cruiser.js");

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

interface Summary {
  readonly totalCruised: number;
  readonly violations: readonly Violation[];
}

const FOLDERS = ["main", "renderer", "hardware", "sandbox"];

const cruise = (cwd: string): Summary => {
  const args = [program, "--config", config, "--output-type", "json", ...FOLDERS];
  const options = { cwd, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 } as const;
  // It exits with the number of violations, which are what is asked for here.
  const { stdout } = spawnSync(process.execPath, args, options);
  return (JSON.parse(stdout) as { readonly summary: Summary }).summary;
};

/** `file` imports `target`; the rule of this name must see it. */
const PLANTED: readonly (readonly [rule: string, file: string, target: string])[] = [
  ["domain-is-pure", "main/domain/money.ts", "main/adapters/http.ts"],
  ["domain-is-pure", "main/domain/quote.ts", "node:crypto"],
  ["ports-know-the-domain", "main/ports/log.ts", "main/app/engine/loop.ts"],
  ["app-is-host-free", "main/app/engine/pump.ts", "main/adapters/http.ts"],
  ["app-is-host-free", "main/app/engine/loop.ts", "main/journal/journal.ts"],
  ["journal-knows-domain-and-ports", "main/journal/journal.ts", "main/app/engine/loop.ts"],
  ["adapters-know-domain-and-ports", "main/adapters/http.ts", "main/app/engine/loop.ts"],
  ["adapters-apart", "main/adapters/rail/client.ts", "main/adapters/lnd/client.ts"],
  ["contract-stands-alone", "main/bridge/contract.ts", "main/domain/money.ts"],
  ["contract-stands-alone", "main/bridge/contract-refund.ts", "main/domain/money.ts"],
  ["bridge-knows-the-contract", "main/bridge/dispatch.ts", "main/app/engine/loop.ts"],
  ["config-knows-the-domain", "main/config/load.ts", "main/adapters/http.ts"],
  ["hardware-stands-alone", "hardware/printer/device.ts", "main/domain/money.ts"],
  ["renderer-knows-the-contract", "renderer/cashier.ts", "main/domain/money.ts"],
  ["sandbox-knows-codec-and-money", "sandbox/world.ts", "main/domain/quote.ts"],
  ["only-hosts-compose", "main/app/engine/loop.ts", "main/hosts/compose/compose.ts"],
  ["shipped-code-needs-no-tests", "sandbox/world.ts", "test/support.ts"],
  ["electron-home", "main/app/engine/loop.ts", "electron"],
  ["sqlite-home", "main/app/engine/loop.ts", "better-sqlite3"],
  ["zod-home", "hardware/printer/device.ts", "zod"],
  ["no-cycle", "main/app/engine/loop.ts", "main/app/engine/loop-again.ts"],
];

const folder = mkdtempSync(join(tmpdir(), "satriel-imports-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each offence has files of its own, so that one run of the checker sees all of them. */
const own = (index: number, file: string): string =>
  file === "main/ports/log.ts" || file.startsWith("main/bridge/contract")
    ? file
    : file.replace(/([^/]+)\.ts$/, `planted-${index}-$1.ts`);

const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};

const importOf = (file: string, target: string): string =>
  target.endsWith(".ts") ? `${"../".repeat(file.split("/").length - 1)}${target}` : target;

const plant = (index: number, rule: string, from: string, to: string): void => {
  const file = own(index, from);
  const target = to.endsWith(".ts") ? own(index, to) : to;
  write(file, `import * as planted from "${importOf(file, target)}";\nexport { planted };\n`);
  if (!to.endsWith(".ts")) return;
  const back = rule === "no-cycle" ? `export * as back from "${importOf(target, file)}";` : "";
  write(target, `${back}\nexport const target = 1;\n`);
};

const plantAll = (): Summary => {
  const dependencies = { electron: "1", "better-sqlite3": "1", zod: "1" };
  write("package.json", JSON.stringify({ type: "module", dependencies }));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  PLANTED.forEach(([rule, file, target], index) => plant(index, rule, file, target));
  return cruise(folder);
};

describe("the checker of imports", () => {
  it("sees the whole project and finds nothing wrong", () => {
    const { totalCruised, violations } = cruise(root);
    expect(violations).toEqual([]);
    expect(totalCruised).toBeGreaterThan(200);
  });

  const seen = plantAll();

  it.each(PLANTED.map((row, index) => [index, ...row] as const))(
    "%i: %s catches %s importing %s",
    (index, rule, file) => {
      // A cycle is told once, from either of its files.
      const caught = seen.violations.filter(
        ({ from }) => from === own(index, file) || from.includes(`/planted-${index}-`),
      );
      expect(caught.map((violation) => violation.rule.name)).toContain(rule);
    },
  );
});
