import { MUTANTS } from "../../test/simulation/mutants/all.ts";
import { toTable } from "../strategies/matrix.ts";
import { DEVICE_FAULT_ROWS } from "./device-faults.ts";
import { FAULTS } from "./faults.ts";
import type { NamedTest } from "./tests.ts";

/** Tests named for one fault; the others are found by the number. */
const MOST_NAMED = 2;

const cellOf = (tests: readonly NamedTest[]): string => {
  const named = tests
    .slice(0, MOST_NAMED)
    .map(({ file, title }) => `\`${file.slice("test/".length)}\`: ${title.replaceAll("|", "/")}`);
  const more = tests.length - named.length;
  return named.join("; ") + (more > 0 ? `; and ${more} more` : "");
};

/** The faults as a Markdown table, with the tests that play them. */
export const faultTable = (tests: readonly NamedTest[]): string =>
  toTable([
    ["fault", "what happens", "tests", "result"],
    ...Object.entries(FAULTS).map(([number, what]) => {
      const own = tests.filter(({ fault }) => fault === Number(number));
      return own.length === 0
        ? [`F${number}`, what, "", "not yet"]
        : [`F${number}`, what, cellOf(own), "holds"];
    }),
  ]);

/** The deliberate bugs as a Markdown table: worlds within which each must be caught, and by which rule. */
export const mutantTable = (): string =>
  toTable([
    ["bug planted", "caught within worlds", "rule that breaks first"],
    ...MUTANTS.map(({ name, within, rules }) => [
      name,
      within.toLocaleString("en-US"),
      rules.join(" or "),
    ]),
  ]);

/** The faults of devices as a Markdown table. */
export const deviceFaultTable = (): string =>
  toTable([
    ["a", "that …", "ends as", "the cashier reads", "once it is put right"],
    ...DEVICE_FAULT_ROWS.map(({ device, what, ends, reads, mended }) => [
      device,
      what,
      ends,
      reads,
      mended,
    ]),
  ]);
