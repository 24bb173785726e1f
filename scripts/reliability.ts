/** `node scripts/reliability.ts`: writes the tables of faults and of planted bugs in docs/RELIABILITY.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withBlock } from "./reliability/block.ts";
import { faultTable, mutantTable } from "./reliability/table.ts";
import { namedTests } from "./reliability/tests.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = `${root}docs/RELIABILITY.md`;
const text = withBlock(readFileSync(page, "utf8"), "faults", faultTable(namedTests(root)));
writeFileSync(page, withBlock(text, "mutants", mutantTable()));
