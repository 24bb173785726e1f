// What the screens load, as it is shipped.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { BUILT, buildScreens } from "./support/pages.ts";

beforeAll(buildScreens);

it("has at most 60 kB of script, compressed", async () => {
  const assets = await readdir(join(BUILT, "assets"));
  const scripts = assets.filter((name) => name.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(1);
  const sizes = await Promise.all(
    scripts.map(async (name) => gzipSync(await readFile(join(BUILT, "assets", name))).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(60_000);
});
