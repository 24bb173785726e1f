/** A sandbox and a terminal in this process, over the sandbox's real wires, with a timeline. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { parseConfig } from "../../main/config/load.ts";
import type { Config } from "../../main/config/schema.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import { systemClock, systemRandom } from "../../main/hosts/system.ts";
import { createJournal } from "../../main/journal/journal.ts";
import type { Balance } from "../../main/ports/journal.ts";
import type { Log } from "../../main/ports/log.ts";
import type { WorldAction } from "../../sandbox/contract.ts";
import type { WorldOptions } from "../../sandbox/world-parts.ts";
import { createWorld, type World } from "../../sandbox/world.ts";

/** What the cashier's screen shows, in one word. */
export const stageOf = ({ view }: CashierSnapshot): string => {
  if (view.kind === "swap") return view.swap.situation;
  return view.kind === "refused" ? `refused ${view.code}` : view.kind;
};

export interface Stage {
  readonly world: World;
  readonly terminal: ComposedTerminal;
  /** Write a line of the timeline. */
  note(text: string): void;
  /** Do something in the sandbox; throws an `Error` when the sandbox cannot. */
  act(action: WorldAction): Promise<void>;
  snapshot(): CashierSnapshot;
  /** Wait for the screen to show one of these; throws an `Error` after a minute. */
  until(...stages: readonly string[]): Promise<string>;
  /** Wait until this is true, looking again at every change of terminal or world. */
  when(holds: () => boolean, what: string): Promise<void>;
  /** End the terminal and read what its journal says. */
  readLedger(): Promise<readonly Balance[]>;
  close(): Promise<void>;
}

/** Shorter waits than at a real bank, and a price locked for seconds, so that a demo takes seconds. */
const demoConfig = (world: World): Config => {
  const folder = dirname(world.terminalConfigPath);
  const raw = JSON.parse(readFileSync(world.terminalConfigPath, "utf8")) as Record<string, object>;
  return parseConfig(
    {
      ...raw,
      lnd: { ...raw["lnd"], deadlineMs: 1_000 },
      rail: {
        ...raw["rail"],
        deadlines: { lookUpMs: 1_000, submitMs: 1_000, queryMs: 1_000, floatMs: 1_000 },
        consistencyMs: 10_000,
      },
      quote: { ttlMs: 20_000, spreadPpm: 10_000, expiryGraceMs: 1_000 },
    },
    folder,
  );
};

const silent: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const PATIENCE_MS = 60_000;

type Core = ComposedTerminal["core"];

/** Lines of the timeline, counted from the last start of the clock. */
const createTimeline = (say: (line: string) => void) => {
  let zeroMs = systemClock.monotonicMs();
  return {
    restart: (): void => {
      zeroMs = systemClock.monotonicMs();
    },
    note: (text: string): void => {
      const ms = Math.round(systemClock.monotonicMs() - zeroMs);
      say(`${String(ms).padStart(7)} ms  ${text}`);
    },
  };
};

/** Note each new screen; the returned function ends it. */
const followScreen = (core: Core, note: (text: string) => void): (() => void) => {
  let shown = "";
  return core.onChange(() => {
    const stage = stageOf(core.snapshot("cashier"));
    if (stage !== shown) note(`screen: ${stage}`);
    shown = stage;
  });
};

const waiter =
  (core: Core, world: World): Stage["when"] =>
  (holds, what) =>
    new Promise((resolve, reject) => {
      const stops: (() => void)[] = [];
      const stop = (): void => stops.forEach((end) => end());
      const check = (): void => {
        if (!holds()) return;
        stop();
        resolve();
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`waited a minute for: ${what}`));
      }, PATIENCE_MS);
      stops.push(core.onChange(check), world.onChange(check), () => clearTimeout(timer));
      check();
    });

const readBalances = (config: Config): readonly Balance[] => {
  const journal = createJournal({
    path: join(config.dataDir, "journal.sqlite"),
    keyFile: config.keyFile,
    terminalId: config.terminal.name,
    clock: systemClock,
    random: systemRandom,
  });
  const balances = journal.balances();
  journal.close();
  return balances;
};

/** What is played on. */
export interface StageOptions extends Pick<WorldOptions, "seed" | "devices"> {
  /** Takes a line of the timeline. */
  readonly say: (line: string) => void;
}

/** Start a world and a terminal in it. */
export const openStage = async ({ say, ...options }: StageOptions): Promise<Stage> => {
  const dir = mkdtempSync(join(tmpdir(), "satriel-demo-"));
  const world = await createWorld({ dir, ...options, nowMs: () => systemClock.nowMs() });
  world.rail.setSettings({ consistencyMs: 2_000 });
  const config = demoConfig(world);
  const terminal = await composeTerminal(config, silent);
  const { core } = terminal;
  const timeline = createTimeline(say);
  const unfollow = followScreen(core, timeline.note);
  const when = waiter(core, world);
  const now = (): string => stageOf(core.snapshot("cashier"));
  let isOpen = true;

  const closeTerminal = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    unfollow();
    await terminal.close();
  };

  return {
    world,
    terminal,
    note: timeline.note,
    when,
    act: async (action) => {
      if (action.kind === "scan-sample") timeline.restart();
      const result = await world.act(action);
      if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
      timeline.note(`sandbox: ${result.message}`);
    },
    snapshot: () => core.snapshot("cashier"),
    until: async (...stages) => {
      await when(() => stages.includes(now()), stages.join(" or "));
      return now();
    },
    readLedger: async () => {
      await closeTerminal();
      return readBalances(config);
    },
    close: async () => {
      await closeTerminal();
      await world.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
