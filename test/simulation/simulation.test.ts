import { describe, expect, it } from "vitest";
import type { Fact } from "./facts.ts";
import { hunt } from "./hunt.ts";
import { MUTANTS } from "./mutants/all.ts";
import { SHIPPED } from "./mutants/mutant.ts";
import { planWorld } from "./plan/draw-plan.ts";
import type { Plan } from "./plan/plan.ts";
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

  /** Worlds of these seeds, with all that happened in them: those that play a fault, and how. */
  const play = async (isIt: (plan: Plan) => boolean, wanted: number) => {
    const found: Verdict[] = [];
    for (let seed = 1; found.length < wanted; seed += 1) {
      const plan = planWorld(seed);
      if (isIt(plan)) found.push(await runWorld(plan, { isRecorded: true }));
    }
    expect(found.map(({ fault }) => fault).filter((fault) => fault !== null)).toEqual([]);
    return found.flatMap(({ moments }) => moments.map(({ fact }) => fact));
  };

  it("F7: give back the parts of a payment whose rest never comes, and hold what comes whole", async () => {
    const facts = await play(({ customers }) => customers.some(({ parts }) => parts !== null), 60);
    const hashes = (kind: "part-paid" | "parts-returned" | "paid-in") =>
      new Set(facts.flatMap((fact) => (fact.kind === kind ? [fact.hash] : [])));
    const [returned, whole] = [hashes("parts-returned"), hashes("paid-in")];
    const begun = [...hashes("part-paid")];
    expect(begun.filter((hash) => returned.has(hash)).length).toBeGreaterThan(10);
    expect(begun.filter((hash) => whole.has(hash)).length).toBeGreaterThan(10);
  });

  it("F26: lose no answer and send nothing twice while the disk is full", async () => {
    const facts = await play(({ outages }) => outages.some(({ outage }) => outage === "disk"), 60);
    expect(facts.filter(({ kind }) => kind === "no-room").length).toBeGreaterThan(50);
  });

  it("F35: raise an alarm, and no more, when the rail pays after it said no", async () => {
    const facts = await play(({ troubledPayouts }) => troubledPayouts > 0.5, 300);
    const conflicts = facts.filter(
      (fact) =>
        fact.kind === "committed" &&
        fact.step.event.kind === "payout-done" &&
        fact.after.swap.attention === "payout-conflict",
    );
    expect(conflicts.length).toBeGreaterThan(5);
  });

  it("take payments while the rail is silent, and credit the merchant once it speaks", async () => {
    const facts = await play(({ standIn }) => standIn !== null, 100);
    const moves = facts.flatMap((fact) =>
      fact.kind === "committed" ? [`${fact.before.swap.kind}>${fact.after.swap.kind}`] : [],
    );
    for (const move of ["held>claiming", "claiming>credit-pending", "credit-pending>paid"]) {
      expect(moves.filter((one) => one === move).length, move).toBeGreaterThan(20);
    }
  });

  it("send back what is owed, once, whatever is shown, lost, held or restored meanwhile", async () => {
    const facts = await play(({ refunds }) => refunds !== null, 400);
    const count = (kind: Fact["kind"]): number => facts.filter((one) => one.kind === kind).length;
    const answers = (name: string): readonly string[] =>
      facts.flatMap((fact) => (fact.kind === "command" && fact.name === name ? [fact.answer] : []));
    const faults = facts.flatMap((fact) => (fact.kind === "fault" ? [fact.name] : [])).join();
    expect(count("pay-settled")).toBeGreaterThan(100);
    expect(count("pay-failed")).toBeGreaterThan(50);
    expect(count("paid-by-hand")).toBeGreaterThan(10);
    expect(count("restored")).toBeGreaterThan(20);
    expect(answers("markRefunded")).toContain("REFUND_UNDER_WAY");
    expect(answers("readRefundCode")).toContain("REFUND_BEFORE_RESTORE");
    expect(answers("retryRefund")).toContain("SEND_UNDER_WAY");
    for (const name of ["payInvoice", "lookUpPayment"]) expect(faults).toContain(`node.${name}`);
    for (const name of ["fetchTerms", "fetchInvoice"]) expect(faults).toContain(`payee.${name}`);
    for (const name of ["no route", "too dear", "holds it", "refuses"]) {
      expect(faults, name).toContain(name);
    }
  });

  it("send back on the chain, once, whatever is lost, dropped, spent elsewhere or restored", async () => {
    const isOnChain = ({ refunds }: Plan): boolean =>
      refunds?.choices.some(({ way }) => way === "chain") === true;
    const facts = await play(isOnChain, 400);
    const faults = facts.flatMap((fact) => (fact.kind === "fault" ? [fact.name] : [])).join();
    const seen = facts.flatMap((fact) => (fact.kind === "committed" ? [fact.step.event.kind] : []));
    expect(facts.filter(({ kind }) => kind === "tx-out").length).toBeGreaterThan(50);
    for (const kind of [
      "transaction-refused",
      "transaction-missing",
      "transaction-seen",
    ] as const) {
      expect(seen.filter((one) => one === kind).length, kind).toBeGreaterThan(5);
    }
    for (const name of ["prepareTransaction", "publishTransaction", "lookUpTransaction"]) {
      expect(faults).toContain(`node.${name}`);
    }
    for (const name of ["no funds", "too dear", "waits", "dropped", "spent elsewhere"]) {
      expect(faults, name).toContain(name);
    }
  });

  it("F60, F61: tell the back office everything once, whatever it loses or will not take", async () => {
    const facts = await play(({ hasOffice }) => hasOffice, 200);
    const count = (kind: Fact["kind"]): number => facts.filter((one) => one.kind === kind).length;
    expect(count("record-stored")).toBeGreaterThan(200);
    expect(count("office-alarm")).toBeGreaterThan(20);
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
    const { verdict: found } = await hunt(culprit);
    const seed = found?.seed ?? 0;
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

  it("tells of a refund as well: what was chosen, sent, answered and received", async () => {
    const forgetful = mutant("a refund forgotten by a power cut");
    const { verdict: found } = await hunt(forgetful);
    const { verdict } = await shrink(planWorld(found?.seed ?? 0), forgetful);
    const told = timelineOf(verdict);
    expect(told).toMatch(/cashier: confirmRefund \(/);
    expect(told).toMatch(/destination-chosen: owed > refunding/);
    expect(told).toMatch(/> node: pay P-[0-9a-f]{6}/);
    expect(told).toMatch(/RF3 broken: owed again while an invoice may still be paid$/);
  });
});
