/**
 * Start the terminal under Electron: fetch Electron's program if it is not here yet, build, run.
 * Arguments go on to the terminal: `npm run start:electron -- --config=FILE`.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const runNode = (script: string, args: readonly string[] = []): number => {
  const { status, error } = spawnSync(process.execPath, [at(script), ...args], {
    stdio: "inherit",
  });
  if (error !== undefined) process.stderr.write(`${script}: ${error.message}\n`);
  return status ?? 1;
};

const NO_PROGRAM = `
Electron's program is not installed and could not be fetched. It does not come with the npm
package: its installer loads it from the project's release page, which this machine did not
reach (the reason stands above). Either
  - connect this machine once and run: npx install-electron
  - name a mirror in ELECTRON_MIRROR and try again
  - run the same terminal in a browser: npm start
`;

const giveUp = (words: string): never => {
  process.stderr.write(`${words.trim()}\n`);
  process.exit(1);
};

// The installer does nothing when the program is already here.
if (runNode("node_modules/electron/install.js") !== 0) giveUp(NO_PROGRAM);
if (runNode("scripts/build.ts") !== 0) giveUp("The build failed; the reason stands above.");
const exitCode = runNode("node_modules/electron/cli.js", [at("."), ...process.argv.slice(2)]);
if (exitCode !== 0) giveUp(`Electron ended with code ${exitCode}; the reason stands above.`);
