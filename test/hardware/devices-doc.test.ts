import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DISPLAY_PROFILE_IDS, loadDisplayProfile } from "../../hardware/display/profile.ts";
import { loadProfile, PROFILE_IDS } from "../../hardware/printer/profiles.ts";

const PAGE = readFileSync(new URL("../../docs/DEVICES.md", import.meta.url), "utf8");

/** The cells of the table's line that begins with this profile. */
const cellsOf = (id: string): readonly string[] => {
  const line = PAGE.split("\n").find((one) => one.startsWith(`| \`${id}\``)) ?? "";
  return line.split("|").map((cell) => cell.trim());
};

const PROOF = { "process-id": "process ID", "in-turn": "in turn", none: "none" } as const;

describe("docs/DEVICES.md", () => {
  it.each(PROFILE_IDS)("tells of %s what its profile says", (id) => {
    const { name, widthDots, codePage, qr, cutter, completion, baud } = loadProfile(id);
    expect(cellsOf(id).slice(2, 9)).toEqual([
      name,
      String(widthDots),
      codePage,
      qr,
      cutter,
      PROOF[completion],
      baud === 0 ? "none" : String(baud),
    ]);
  });

  it.each(DISPLAY_PROFILE_IDS)("names the display of %s", (id) => {
    expect(cellsOf(id)[2]).toBe(loadDisplayProfile(id).name);
  });
});
