import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openPrintCount } from "../../main/hosts/print-count.ts";
import { createFakeLog } from "../support/fake-log.ts";

const start = () => {
  const folder = mkdtempSync(join(tmpdir(), "satriel-count-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const log = createFakeLog();
  const open = () => openPrintCount(folder, 4_711, log);
  const codes = () => log.lines.map(({ fields }) => fields["code"]);
  return { folder, open, codes, file: join(folder, "print-count") };
};

describe("the count of print jobs", () => {
  it("goes on in the next run from where the last one kept it", () => {
    const { folder, open, codes } = start();
    const first = open();
    expect(first.start).toBe(4_711);
    first.keep(5_000);
    first.keep(5_256);
    expect(open().start).toBe(5_256);
    expect(readdirSync(folder)).toEqual(["print-count"]);
    expect(codes()).toEqual([]);
  });

  it("is the old one when a run ended in the middle of a write", () => {
    const { open, file } = start();
    open().keep(5_000);
    writeFileSync(`${file}.new`, "52");
    expect(open().start).toBe(5_000);
  });

  it.each(["", "-1", "12x", "123456789", "\0\0\0\0"])("is not believed as %j", (text) => {
    const { open, file, codes } = start();
    writeFileSync(file, text);
    expect(open().start).toBe(4_711);
    expect(codes()).toEqual(["PRINT_COUNT_NOT_KEPT"]);
  });

  it("that the disk refuses keeps no receipt from being printed", () => {
    const { open, file, codes } = start();
    mkdirSync(`${file}.new`);
    open().keep(5_000);
    expect(codes()).toEqual(["PRINT_COUNT_NOT_KEPT"]);
    expect(() => readFileSync(file)).toThrowError("ENOENT");
  });
});
