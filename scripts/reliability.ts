/** `node scripts/reliability.ts`: writes the tables of faults, of device faults and of planted bugs in docs/RELIABILITY.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withBlock } from "./reliability/block.ts";
import { deviceFaultTable, faultTable, mutantTable } from "./reliability/table.ts";
import { namedTests } from "./reliability/tests.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = `${root}docs/RELIABILITY.md`;
const blocks = {
  faults: faultTable(namedTests(root)),
  "device faults": deviceFaultTable(),
  mutants: mutantTable(),
};
let text = readFileSync(page, "utf8");
for (const [name, block] of Object.entries(blocks)) text = withBlock(text, name, block);
writeFileSync(page, text);
