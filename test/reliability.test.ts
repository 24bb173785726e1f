import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { blockOf } from "../scripts/reliability/block.ts";
import { FAULTS } from "../scripts/reliability/faults.ts";
import { deviceFaultTable, mutantTable } from "../scripts/reliability/table.ts";
import { namedTests } from "../scripts/reliability/tests.ts";
import { matrixChart } from "../scripts/strategies/chart.ts";
import { matrixTable, runMatrix, SEEDS } from "../scripts/strategies/matrix.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, "utf8");
const page = read("docs/RELIABILITY.md");

describe("the table of faults", () => {
  const tests = namedTests(root);
  const rows = blockOf(page, "faults")
    .split("\n")
    .slice(2)
    .map((row) => row.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim()));
  const testsOf = (number: string) => tests.filter(({ fault }) => `F${fault}` === number);

  it("has a row for every fault, in their order", () => {
    const numbers = Object.entries(FAULTS).map(([number, what]) => [`F${number}`, what]);
    expect(rows.map(([number, what]) => [number, what])).toEqual(numbers);
  });

  it("knows every number that a test has in its title", () => {
    const known = new Set(Object.keys(FAULTS).map(Number));
    expect(tests.length).toBeGreaterThan(100);
    expect(tests.filter(({ fault }) => !known.has(fault))).toEqual([]);
  });

  it.each(rows)("is right about %s: %s", (number = "", _what, cell = "", result) => {
    const own = testsOf(number);
    expect(result, "run node scripts/reliability.ts").toBe(own.length > 0 ? "holds" : "not yet");
    for (const named of cell.split(/; (?=`)|; and \d+ more$/).filter((text) => text !== "")) {
      const isThere = own.some(
        ({ file, title }) =>
          named === `\`${file.slice("test/".length)}\`: ${title.replaceAll("|", "/")}`,
      );
      expect(isThere, `no such test, run node scripts/reliability.ts: ${named}`).toBe(true);
    }
  });
});

it("the table of planted bugs is that of the simulation", () => {
  expect(blockOf(page, "mutants"), "run node scripts/reliability.ts").toBe(mutantTable());
});

it("the table of device faults is the one that the tests play", () => {
  expect(blockOf(page, "device faults"), "run node scripts/reliability.ts").toBe(
    deviceFaultTable(),
  );
});

describe("the strategies", () => {
  const rows = runMatrix(SEEDS);

  it("come out as the page and the chart say", () => {
    expect(blockOf(page, "strategies")).toBe(matrixTable(rows));
    expect(read("docs/gallery/strategies.svg")).toBe(matrixChart(rows));
  });

  it("all go wrong somewhere but the machine that ships", () => {
    const wrong = rows.map(({ total }) => total.lost + total.doubled + total.stuck);
    expect(wrong.pop()).toBe(0);
    for (const count of wrong) expect(count).toBeGreaterThan(0);
  });
});
