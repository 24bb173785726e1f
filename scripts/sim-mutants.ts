/**
 * `npm run sim:mutants`: plants each deliberate bug and looks for a world that shows it. Fails when
 * one survives the worlds it is given, or when another rule than its own breaks first.
 */
import { hunt } from "../test/simulation/hunt.ts";
import { MUTANTS } from "../test/simulation/mutants/all.ts";

const print = (text: string): void => void process.stdout.write(`${text}\n`);

let survivors = 0;
for (const mutant of MUTANTS) {
  const { verdict, worlds } = await hunt(mutant);
  const fault = verdict?.fault ?? null;
  const isCaught = fault !== null && mutant.rules.includes(fault.id);
  if (!isCaught) survivors += 1;
  const what = fault === null ? "" : `${fault.id}: ${fault.what}`;
  print(
    `${isCaught ? "caught  " : "SURVIVED"}  ${mutant.name.padEnd(42)} ` +
      `${String(worlds).padStart(6)} of ${String(mutant.within).padStart(6)} worlds  ${what}`,
  );
}
print(`\n${MUTANTS.length - survivors} of ${MUTANTS.length} mutants caught`);
if (survivors > 0) process.exitCode = 1;
