/** One world: a terminal, everyone around it, and the rules it is judged by, all from one seed. */
import { hash as digest } from "node:crypto";
import type { Sha256Hex } from "../../main/app/new-swap.ts";
import { NO_ROOM } from "../../main/app/room.ts";
import { isFailure } from "../../main/domain/failure.ts";
import type { PaymentHash } from "../../main/domain/swap.ts";
import { createAround, START_MS } from "./around.ts";
import { createBackups } from "./backups.ts";
import { BOOKED, createBooks } from "./books.ts";
import { createChance } from "./chance.ts";
import type { Fact, FactKind, Outage } from "./facts.ts";
import { INVARIANTS, isHopeless, needsExcuse } from "./invariants.ts";
import type { Evidence, Invariant } from "./rules.ts";
import { createSimMarket } from "./market.ts";
import { createMemoryJournal } from "./memory-journal.ts";
import { createSimOffice } from "./office.ts";
import { createSimDisk } from "./sim-disk.ts";
import { type Mutant, type Setting, SHIPPED } from "./mutant.ts";
import { createPeople, HEARD } from "./people.ts";
import type { EventPlan, OutagePlan, Plan } from "./plan.ts";
import { POLICY } from "./policy.ts";
import { createSimNode } from "./sim-node.ts";
import { createSimRail } from "./sim-rail.ts";
import { createSimRefunds } from "./sim-refunds.ts";
import { SITES } from "./sites.ts";
import { type Running, startTerminal } from "./terminal.ts";
import type { Power } from "./wire.ts";

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

/** What follows from one kind of fact. */
interface Consequence {
  /** The books are kept by it, or people act on it; the rest is the rules' business alone. */
  readonly isNews: boolean;
  readonly checks: readonly {
    readonly invariant: Invariant;
    readonly check: (fact: Fact, evidence: Evidence) => string | null;
  }[];
}

const NEWS: ReadonlySet<FactKind> = new Set<FactKind>([...BOOKED, ...HEARD]);

const consequences = new Map<FactKind, Consequence>();

const consequenceOf = (kind: FactKind): Consequence => {
  const known = consequences.get(kind);
  if (known !== undefined) return known;
  const checks = INVARIANTS.flatMap((invariant) => {
    // Each check is keyed by the fact it takes, which the compiler cannot follow through a look-up.
    const check = invariant.after?.[kind] as Consequence["checks"][number]["check"] | undefined;
    return check === undefined ? [] : [{ invariant, check }];
  });
  const made = { isNews: NEWS.has(kind), checks };
  consequences.set(kind, made);
  return made;
};

/** Once all faults are over, everything must come to an end within this. */
const healingMs = ({ blockMs }: Plan): number => 400 * blockMs + 24 * 3_600_000;
/** A world that takes more steps than this is running in circles. */
const MAX_STEPS = 40_000;

const RESTART_LONG = 0.15;

/** Build the world of a plan. */
export const createWorld = (plan: Plan, options: WorldOptions = {}): World => {
  const mutant = options.mutant ?? SHIPPED;
  const moments: Moment[] = [];
  const letGo: string[] = [];
  let fault: Fault | null = null;
  let running: Running | null = null;
  let wallOffsetMs = 0;
  let isStopped = false;
  let wellSinceMs: number | null = 0;
  let startedMs = 0;
  let steps = 0;
  let commits = 0;
  let isOver = false;

  const report = (id: string, text: string, what: string): void => {
    fault ??= { id, text, what, atMs: around.schedule.nowMs() };
    isOver = true;
  };

  const tell = (fact: Fact): void => {
    if (options.isRecorded === true) moments.push({ atMs: around.schedule.nowMs(), fact });
    const { isNews, checks } = consequenceOf(fact.kind);
    if (isNews) hear(fact);
    for (const { invariant, check } of checks) {
      const what = check(fact, evidence);
      if (what !== null) report(invariant.id, invariant.text, what);
    }
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
    if (running === null) return "terminal off";
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
  const refunds = createSimRefunds(around, sha256Hex);
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
    mutant,
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
    wellSinceMs: () => wellSinceMs,
    startedMs: () => startedMs,
  };
  const people = createPeople({ setting, terminal: () => running });
  const backups = createBackups({
    around,
    journal,
    wallMs,
    cutPower: () => running?.power.cut("the journal is lost"),
  });

  const judgeWell = (): void => {
    const isCut = around.isDown("node") || around.isDown("node-link");
    const isWell = running !== null && !isCut && !disk.isLow();
    wellSinceMs = isWell ? (wellSinceMs ?? schedule.nowMs()) : null;
  };

  const switchOn = (): void => {
    if (running !== null || around.isDown("power")) return;
    const power: Power = {
      isOn: true,
      cut: (cause) => {
        if (power.isOn) switchOff(power, cause);
      },
    };
    startedMs = schedule.nowMs();
    const started = start(power);
    if (power.isOn) running = started;
    judgeWell();
  };

  /** A terminal that finds no room to recover says so and ends; whoever watches over it starts it again. */
  const start = (power: Power): Running | null => {
    try {
      return startTerminal(setting, power);
    } catch (error) {
      if (!isFailure(error, NO_ROOM)) throw error;
      power.cut("no room to start");
      return null;
    }
  };

  const switchOff = (power: Power, cause: string): void => {
    power.isOn = false;
    running = null;
    refunds?.sender.hangUp();
    judgeWell();
    tell({ kind: "power-off", cause });
    if (around.isDown("power")) return;
    const isLong = around.draw(SITES.restart) < RESTART_LONG;
    const seconds = 1 + around.draw(SITES.restart) * (isLong ? 1_800 : 30);
    schedule.after(seconds * 1_000, switchOn);
  };

  const begin = (outage: Outage): void => {
    around.setDown(outage, true);
    tell({ kind: "outage-began", outage });
    if (outage === "power") running?.power.cut("power cut");
    if (outage === "node" || outage === "node-link") refunds?.sender.hangUp();
    judgeWell();
  };

  const end = (outage: Outage): void => {
    around.setDown(outage, false);
    if (around.isDown(outage)) return;
    tell({ kind: "outage-ended", outage });
    if (outage === "power") switchOn();
    if (outage === "node") node.restart();
    judgeWell();
  };

  const planOutage = ({ outage, atMs, lastsMs }: OutagePlan): void => {
    schedule.after(atMs, () => {
      begin(outage);
      schedule.after(lastsMs, () => {
        if (!around.isHealed()) end(outage);
      });
    });
  };

  const stop = (next: boolean): void => {
    isStopped = next;
    tell({ kind: "stop-changed", isStopped });
  };

  const happen = ({ what }: EventPlan): void => {
    switch (what.kind) {
      case "clock":
        wallOffsetMs += what.byMs;
        return tell({ kind: "clock-jumped", byMs: what.byMs });
      case "blocks":
        return node.mine(what.count);
      case "price":
        setting.market.moveTo(what.ppm);
        return tell({ kind: "price-moved", ppm: what.ppm });
      case "stop":
        stop(true);
        schedule.after(what.lastsMs, () => stop(false));
    }
  };

  const mine = (): void => {
    node.mine(1);
    schedule.after(setting.chance.exponentialMs(plan.blockMs), mine);
  };

  const heal = (): void => {
    const ended = (["power", "node"] as const).filter((outage) => around.isDown(outage));
    around.heal();
    if (isStopped) stop(false);
    tell({ kind: "healed" });
    if (ended.includes("node")) node.restart();
    switchOn();
    judgeWell();
    rail.decideAll();
    refunds?.sender.decideAll();
    schedule.after(healingMs(plan), () => finish());
  };

  const isAtRest = (): boolean => !journal.isBusy() && backups?.isDue() !== true;

  /** Open for good: a person knows, and nobody can say more. */
  const isStuck = (): boolean =>
    around.isHealed() && journal.openSwaps().every(({ swap }) => isHopeless(swap, rail));

  const isOwing = (): boolean => plan.hasOffice && journal.isOwing();

  /** Nobody means to do anything more, and nothing is on its way. */
  const isQuiet = (): boolean => around.inFlight.count === 0 && !people.areBusy() && !isOwing();

  const finish = (): void => {
    isOver = true;
    for (const one of books.all()) {
      for (const { id, text, atEnd } of INVARIANTS) {
        const what = atEnd?.(one, evidence) ?? null;
        if (what !== null) report(id, text, what);
      }
    }
    if (running !== null && journal.hasQueued() && !journal.isBusy()) {
      report("I8", "nothing waits for ever", "an effect is still queued");
    }
  };

  schedule.after(0, switchOn);
  schedule.after(setting.chance.exponentialMs(plan.blockMs), mine);
  for (const outage of plan.outages) planOutage(outage);
  for (const event of plan.events) schedule.after(event.atMs, () => happen(event));
  schedule.after(plan.healAtMs, heal);

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
