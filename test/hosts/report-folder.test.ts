import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createReportFolder } from "../../main/hosts/report-folder.ts";

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "report-folder-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe("the folder of reports", () => {
  it("is made with its first report, for its owner's eyes only", () => {
    const path = join(base, "day-close");
    const folder = createReportFolder(path);
    expect(folder.has("a.txt")).toBe(false);
    folder.write("a.txt", "៛ one\n");
    expect(folder.has("a.txt")).toBe(true);
    expect(readFileSync(join(path, "a.txt"), "utf8")).toBe("៛ one\n");
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(join(path, "a.txt")).mode & 0o077).toBe(0);
    expect(readdirSync(path)).toEqual(["a.txt"]);
  });

  it("never writes over a report, and leaves nothing half-written beside it", () => {
    const folder = createReportFolder(base);
    folder.write("a.txt", "one");
    expect(() => folder.write("a.txt", "two")).toThrow(/EEXIST/);
    expect(readFileSync(join(base, "a.txt"), "utf8")).toBe("one");
    expect(readdirSync(base)).toEqual(["a.txt"]);
  });
});
