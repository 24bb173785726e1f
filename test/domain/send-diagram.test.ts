import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { sendDiagram } from "../support/send-diagram.ts";

const file = fileURLToPath(new URL("../../docs/diagrams/send.md", import.meta.url));

// `UPDATE_DIAGRAMS=1 npm test -- send-diagram` writes the page anew after a change of the machine.
if (process.env["UPDATE_DIAGRAMS"] === "1") writeFileSync(file, sendDiagram());

it("the diagram of a sending in the docs is the machine's", () => {
  expect(readFileSync(file, "utf8")).toBe(sendDiagram());
});
