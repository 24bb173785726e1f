/** One world: a terminal, everyone around it, and the rules it is judged by, all from one seed. */
import { hash as digest } from "node:crypto";
import type { Sha256Hex } from "../../main/app/checkout/new-swap.ts";
import type { PaymentHash } from "../../main/domain/swap.ts";
import { createAround, START_MS } from "./around.ts";
import { createChance } from "./chance.ts";
import type { Fact, FactKind } from "./facts.ts";
import { createBackups } from "./journal/backups.ts";
import { createMemoryJournal } from "./journal/memory-journal.ts";
import { type Mutant, SHIPPED } from "./mutants/mutant.ts";
import { createSimMarket } from "./outside/market.ts";
import { createSimOffice } from "./outside/office.ts";
import { createSimDisk } from "./outside/sim-disk.ts";
import { createSimNode } from "./outside/sim-node.ts";
import { createSimRail } from "./outside/sim-rail.ts";
import { createSimRefunds } from "./outside/sim-refunds.ts";
import { createPeople, HEARD } from "./people/people.ts";
import type { Plan } from "./plan/plan.ts";
import { POLICY } from "./policy.ts";
import { createMains } from "./power.ts";
import { needsExcuse } from "./rules/bitcoin.ts";
import { BOOKED, createBooks } from "./rules/books.ts";
import { type Breach, breachAfter, breachAtEnd } from "./rules/judge.ts";
import type { Evidence } from "./rules/rule.ts";
import { isHopeless } from "./rules/terminal.ts";
import type { Setting } from "./setting.ts";
import { planTroubles } from "./troubles.ts";

/** What broke, and when. */
export interface Fault {
  readonly id: string;
  readonly text: string;
  readonly what: string;
  readonly atMs: number;
}

/** A fact with its time. */
export interface Moment {
  readonly atMs: number;
  readonly fact: Fact;
}

/** How a world came out. */
export interface Verdict {
  readonly seed: number;
  readonly fault: Fault | null;
  /** State of each payment at the end. */
  readonly endings: readonly string[];
  readonly faults: ReadonlyMap<string, number>;
  /** Why held bitcoin went back while its payout was under way, once for each time. */
  readonly letGo: readonly string[];
  readonly steps: number;
  readonly commits: number;
  /** Everything that happened, when it was recorded. */
  readonly moments: readonly Moment[];
}

export interface World {
  /** One step; false once the world has ended. */
  turn(): boolean;
  verdict(): Verdict;
  /** Something outside of the world's own steps failed. */
  blame(message: string): void;
}

export interface WorldOptions {
  readonly mutant?: Mutant;
  readonly spared?: ReadonlySet<string>;
  readonly isRecorded?: boolean;
}

const sha256Hex: Sha256Hex = (data) => digest("sha256", data, "hex");

const NEWS: ReadonlySet<FactKind> = new Set<FactKind>([...BOOKED, ...HEARD]);

/** Once all faults are over, everything must come to an end within this. */
const healingMs = ({ blockMs }: Plan): number => 400 * blockMs + 24 * 3_600_000;
/** A world that takes more steps than this is running in circles. */
const MAX_STEPS = 40_000;

/** Build the world of a plan. */
export const createWorld = (plan: Plan, options: WorldOptions = {}): World => {
  const mutant = options.mutant ?? SHIPPED;
  const moments: Moment[] = [];
  const letGo: string[] = [];
  let fault: Fault | null = null;
  let wallOffsetMs = 0;
  let isStopped = false;
  let steps = 0;
  let commits = 0;
  let isOver = false;

  const report = (id: string, text: string, what: string): void => {
    fault ??= { id, text, what, atMs: around.schedule.nowMs() };
    isOver = true;
  };

  const judge = (breach: Breach | null): void => {
    if (breach !== null) report(breach.rule.id, breach.rule.text, breach.what);
  };

  const tell = (fact: Fact): void => {
    if (options.isRecorded === true) moments.push({ atMs: around.schedule.nowMs(), fact });
    if (NEWS.has(fact.kind)) hear(fact);
    judge(breachAfter(fact, evidence));
  };

  const hear = (fact: Fact): void => {
    books.enter(fact);
    people.hear(fact);
    if (fact.kind === "given-back") noteLoss(fact.hash);
    if (fact.kind !== "committed") return;
    commits += 1;
    backups?.hear(fact);
  };

  const whyLetGo = (): string => {
    if (mains.running() === null) return "terminal off";
    if (around.isDown("node") || around.isDown("node-link")) return "node out of reach";
    return disk.isLow() ? "disk full" : "blocks in a burst";
  };

  const noteLoss = (hash: PaymentHash): void => {
    const one = books.ofHash(hash);
    if (one === undefined || !needsExcuse(one)) return;
    letGo.push(whyLetGo());
  };

  const around = createAround({ plan, spared: options.spared ?? new Set(), tell });
  const { schedule } = around;
  const books = createBooks({ nowMs: schedule.nowMs, suspenseBlocks: POLICY.suspenseBlocks });
  const journal = createMemoryJournal(sha256Hex, mutant.streamsAreNotHeld !== true);
  const node = createSimNode(around, sha256Hex);
  const rail = createSimRail(around);
  const office = createSimOffice(around);
  const refunds = createSimRefunds(around, () => node.height(), sha256Hex);
  const disk = createSimDisk(around);
  const wallMs = (): number => START_MS + schedule.nowMs() + wallOffsetMs;
  const setting: Setting = {
    around,
    journal,
    node,
    rail,
    refunds,
    office,
    disk,
    sha256Hex,
    wallMs,
    market: createSimMarket(around),
    chance: createChance(plan.seed ^ 0x2545f491),
    isStopped: () => isStopped,
    lastRestore: () => backups?.last() ?? null,
  };
  const evidence: Evidence = {
    around,
    books,
    node,
    rail,
    refunds,
    journal,
    isStopped: () => isStopped,
    wellSinceMs: () => mains.wellSinceMs(),
    startedMs: () => mains.startedMs(),
  };
  const mains = createMains(setting, mutant);
  const people = createPeople({ setting, terminal: () => mains.running() });
  const backups = createBackups({
    around,
    journal,
    wallMs,
    cutPower: () => mains.cut("the journal is lost"),
  });

  const isAtRest = (): boolean => !journal.isBusy() && backups?.isDue() !== true;

  /** Open for good: a person knows, and nobody can say more. */
  const isStuck = (): boolean =>
    around.isHealed() && journal.openSwaps().every(({ swap }) => isHopeless(swap, rail));

  const isOwing = (): boolean => plan.hasOffice && journal.isOwing();

  /** Nobody means to do anything more, and nothing is on its way. */
  const isQuiet = (): boolean => around.inFlight.count === 0 && !people.areBusy() && !isOwing();

  const finish = (): void => {
    isOver = true;
    judge(breachAtEnd(books.all(), evidence));
    if (mains.running() !== null && journal.hasQueued() && !journal.isBusy()) {
      report("I8", "nothing waits for ever", "an effect is still queued");
    }
  };

  const stop = (next: boolean): void => {
    isStopped = next;
    tell({ kind: "stop-changed", isStopped });
  };

  planTroubles({
    setting,
    plan,
    mains,
    stop,
    setWall: (byMs) => {
      wallOffsetMs += byMs;
    },
    onHealed: () => schedule.after(healingMs(plan), finish),
  });

  const step = (): void => {
    try {
      schedule.next();
    } catch (error) {
      report("I9", "an engine that works throws nothing", String(error));
    }
    steps += 1;
    if (steps > MAX_STEPS) report("I8", "nothing waits for ever", "running in circles");
    if (isQuiet() && (isAtRest() || isStuck())) finish();
  };

  return {
    turn: () => {
      if (!isOver) step();
      return !isOver;
    },
    blame: (message) => report("I9", "an engine that works throws nothing", message),
    verdict: () => ({
      seed: plan.seed,
      fault,
      endings: books.all().map(({ stored }) => stored.swap.kind),
      faults: around.faults,
      letGo,
      steps,
      commits,
      moments,
    }),
  };
};
