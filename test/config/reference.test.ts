import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { configReference } from "../../main/config/reference.ts";
import { settings } from "../../main/config/settings.ts";
import { example } from "./rig.ts";

const leaves = (value: unknown, path: string): readonly string[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, inner]) =>
        leaves(inner, path === "" ? name : `${path}.${name}`),
      )
    : [path];

describe("docs/CONFIG.md", () => {
  it("is the schema, in words", async () => {
    const page = await format(configReference(), { parser: "markdown", printWidth: 100 });
    await expect(page).toMatchFileSnapshot("../../docs/CONFIG.md");
  });

  it("tells the meaning of every setting", () => {
    expect(settings.filter(({ meaning }) => meaning === "")).toEqual([]);
    expect(settings.length).toBeGreaterThan(60);
  });

  it("comes with an example that shows every setting", () => {
    const shown = leaves(example(), "");
    // One example cannot show both kinds of a device's transport or of the riel rate.
    const either = /^rates\.fx\.khrPerUsd$|^devices\.\w+\.transport\./;
    const missing = settings.filter(({ path }) => !shown.includes(path) && !either.test(path));
    expect(missing).toEqual([]);
  });
});
