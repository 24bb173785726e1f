import { describe, expect, it } from "vitest";
import { MUTANTS } from "./mutants/all.ts";
import { SHIPPED } from "./mutant.ts";
import { planWorld } from "./plan.ts";
import { runWorld, runWorlds } from "./runner.ts";
import { shrink } from "./shrink.ts";
import { timelineOf } from "./timeline.ts";
import type { Verdict } from "./world.ts";

const WORLDS = 2_000;

const run = async (from: number, count: number): Promise<readonly Verdict[]> => {
  const verdicts: Verdict[] = [];
  await runWorlds(from, count, (verdict) => verdicts.push(verdict) > 0);
  return verdicts.toSorted((a, b) => a.seed - b.seed);
};

const mutant = (name: string) => {
  const found = MUTANTS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no mutant ${name}`);
  return found;
};

describe("worlds", () => {
  it("break no rule", { timeout: 120_000 }, async () => {
    const verdicts = await run(1, WORLDS);
    const failed = verdicts.find(({ fault }) => fault !== null);
    const timeline =
      failed === undefined
        ? ""
        : timelineOf((await shrink(planWorld(failed.seed), SHIPPED)).verdict);
    expect(timeline, `seed ${failed?.seed ?? "-"}`).toBe("");

    const endings = new Set(verdicts.flatMap((verdict) => verdict.endings));
    for (const ending of ["paid", "returned", "expired", "cancelled", "lost", "refunded"]) {
      expect(endings, "a way for a payment to end that no world came to").toContain(ending);
    }
    const faults = new Set(verdicts.flatMap((verdict) => [...verdict.faults.keys()]));
    expect(faults.size, "kinds of faults that struck").toBeGreaterThan(60);
  });

  it("come out the same whichever run beside them", async () => {
    const brief = ({ seed, endings, steps, commits }: Verdict) => ({
      seed,
      endings,
      steps,
      commits,
    });
    const together = (await run(1, 60)).map(brief);
    const apart = [];
    for (const { seed } of together) apart.push(brief(await runWorld(planWorld(seed))));
    expect(together).toEqual(apart);
  });

  it("are told in the same words each time", async () => {
    const tell = async () => timelineOf(await runWorld(planWorld(7), { isRecorded: true }));
    const first = await tell();
    expect(first).toContain("POWER ON");
    expect(await tell()).toBe(first);
  });
});

describe("a world that breaks a rule", () => {
  const culprit = mutant("no suspense");

  it("shrinks to what it takes, and ends its timeline with the rule", async () => {
    const seed = 200;
    const whole = await runWorld(planWorld(seed), { mutant: culprit, isRecorded: true });
    expect(whole.fault?.id).toBe("I2b");
    const { verdict, spared } = await shrink(planWorld(seed), culprit);
    expect(verdict.fault?.id).toBe("I2b");
    expect(spared).toBeGreaterThan(0);
    const lines = timelineOf(verdict).split("\n");
    expect(lines.length).toBeLessThan(timelineOf(whole).split("\n").length);
    expect(lines.at(-1)).toMatch(/I2b broken: bitcoin let go though it could have been claimed$/);
    expect(lines.join("\n")).toMatch(/rail: pay SATRIEL \d/);
  });
});
