/**
 * `npm run -s doctor -- [options]`: finds the devices, asks them how they are, and says in words what
 * is wrong, of the terminal itself and of its node too. Exit status: 0 when nothing is wrong, 1 when something is,
 * 2 when it was asked wrongly.
 */
import { parseArgs } from "node:util";
import { Failure, isFailure } from "../domain/failure.ts";
import { judgeDevices } from "./doctor/judge-devices.ts";
import { judgeNodeFacts } from "./doctor/judge-node.ts";
import { judgeTerminal } from "./doctor/judge-terminal.ts";
import { judgeTrials } from "./doctor/judge-trials.ts";
import { gather, usualConfig } from "./doctor/gather.ts";
import { gatherNode } from "./doctor/node-facts.ts";
import { printTestPage, watchScanner, writeDisplay } from "./doctor/exercises.ts";
import type { Facts, Finding } from "./doctor/facts.ts";
import { chooseTargets, type DisplayTarget, type Targets } from "./doctor/targets.ts";
import { tryDisplay, tryPrinter, tryScanner } from "./doctor/trials.ts";
import { systemClock } from "./system.ts";

const USAGE = `npm run -s doctor -- [options]
  --config FILE            the terminal's configuration; /etc/satriel/config.json when it is there
  --print                  print a test page
  --scan SECONDS           show what is scanned
  --write                  write to the customer display
  --display PROFILE@PORT   the display, when it is not configured: cd5220@/dev/ttyUSB0
  --display-baud SPEED     its speed; 9600
  --json                   one JSON document`;

interface Asked {
  readonly configPath: string | null;
  readonly json: boolean;
  readonly print: boolean;
  readonly scanSeconds: number | null;
  readonly write: boolean;
  readonly display: DisplayTarget | null;
}

const usage = (): Failure => new Failure("USAGE", USAGE);

const BAUDS = [2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200] as const;

const readDisplay = (text: string | undefined, speed: string): Asked["display"] => {
  if (text === undefined) return null;
  const [, profile, path] = /^([a-z0-9-]{1,40})@(\/.{1,4000})$/.exec(text) ?? [];
  const baud = BAUDS.find((known) => String(known) === speed);
  if (profile === undefined || path === undefined || baud === undefined) throw usage();
  return { profile, port: { kind: "serial", path, baud }, isConfigured: false };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        config: { type: "string" },
        json: { type: "boolean", default: false },
        print: { type: "boolean", default: false },
        scan: { type: "string" },
        write: { type: "boolean", default: false },
        display: { type: "string" },
        "display-baud": { type: "string", default: "9600" },
      },
    }).values;
  } catch {
    throw usage();
  }
};

const readArgs = (args: readonly string[]): Asked => {
  const values = parse(args);
  const { config, json, print, scan, write, display } = values;
  if (scan !== undefined && !/^[1-9]\d{0,3}$/.test(scan)) throw usage();
  return {
    configPath: config ?? usualConfig(),
    json,
    print,
    scanSeconds: scan === undefined ? null : Number(scan),
    write,
    display: readDisplay(display, values["display-baud"]),
  };
};

const ask = async ({ printer, scanner, display }: Targets): Promise<Facts["trials"]> => {
  return [
    ...(printer === null ? [] : [await tryPrinter(printer, systemClock)]),
    ...(scanner === null ? [] : [await tryScanner(scanner, systemClock)]),
    ...(display === null ? [] : [await tryDisplay(display, systemClock)]),
  ];
};

const absent = (about: string): Finding => ({
  level: "wrong",
  code: "DEVICE_NONE",
  about,
  what: "There is none, neither configured nor found.",
  act: "Plug it in, or name it in the configuration.",
});

const exercise = async (
  targets: Targets,
  asked: Asked,
  say: (line: string) => void,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  const { printer, scanner, display } = targets;
  if (asked.print) {
    findings.push(printer === null ? absent("printer") : await printTestPage(printer, systemClock));
  }
  if (asked.scanSeconds !== null) {
    const { scanSeconds } = asked;
    if (scanner === null) findings.push(absent("scanner"));
    else {
      say(`hold codes before the scanner; ${scanSeconds} s`);
      const parts = { clock: systemClock, say };
      findings.push(await watchScanner(scanner.setup, scanSeconds, parts));
    }
  }
  if (asked.write) {
    findings.push(display === null ? absent("display") : await writeDisplay(display, systemClock));
  }
  return findings;
};

const MARKS = { good: "ok   ", look: "look ", wrong: "WRONG" } as const;

const lines = ({ level, code, about, what, act }: Finding): string =>
  `${MARKS[level]} ${about}: ${what} [${code}]${act === null ? "" : `\n        ${act}`}\n`;

const run = async (args: readonly string[]): Promise<number> => {
  const asked = readArgs(args);
  // Only the document goes to standard output when a program reads it.
  const say = (line: string): void =>
    void (asked.json ? process.stderr : process.stdout).write(`${line}\n`);
  const { facts: found, config } = gather({
    configPath: asked.configPath,
    nowMs: systemClock.nowMs(),
  });
  const targets = chooseTargets(config, found.devices, asked.display);
  const facts: Facts = { ...found, trials: await ask(targets) };
  const node = config === null ? [] : judgeNodeFacts(await gatherNode(config, systemClock));
  const findings = [
    ...judgeTerminal(facts),
    ...node,
    ...judgeDevices(facts),
    ...judgeTrials(facts),
    ...(await exercise(targets, asked, say)),
  ];
  const text = asked.json
    ? `${JSON.stringify({ findings, devices: facts.devices, trials: facts.trials }, null, 2)}\n`
    : findings.map(lines).join("");
  process.stdout.write(text);
  return findings.some(({ level }) => level === "wrong") ? 1 : 0;
};

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!isFailure(error)) throw error;
  process.stderr.write(
    error.code === "USAGE" ? `${error.message}\n` : `${error.code}: ${error.message}\n`,
  );
  process.exitCode = 2;
}
