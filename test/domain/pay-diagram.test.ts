import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { POSTING_TEMPLATES } from "../../main/domain/ledger.ts";
import { payDiagram } from "../support/pay-diagram.ts";

const folder = fileURLToPath(new URL("../../docs/diagrams/", import.meta.url));
const file = `${folder}pay.md`;

// `UPDATE_DIAGRAMS=1 npm test -- pay-diagram` writes the page anew after a change of the machine.
if (process.env["UPDATE_DIAGRAMS"] === "1") {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, payDiagram());
}

it("the diagram in the docs is the machine's", () => {
  expect(readFileSync(file, "utf8")).toBe(payDiagram());
});

it("every move that is drawn has a posting template, and every template is drawn", () => {
  const drawn = [...payDiagram().matchAll(/^ {2}(\w+) --> (\w+):/gm)].map(
    ([, from, to]) => `${from}>${to}`,
  );
  const templates = Object.keys(POSTING_TEMPLATES)
    .filter((move) => move !== "cancelling>cancelling")
    .map((move) => move.replaceAll("-", "_"));
  expect(drawn.toSorted()).toEqual(templates.toSorted());
});
