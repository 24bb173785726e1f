/** The rules, by the kind of fact after which each is looked at. */
import type { Fact, FactKind } from "../facts.ts";
import { RULES } from "./all.ts";
import type { Case } from "./books.ts";
import type { Evidence, Invariant } from "./rule.ts";

/** A rule that is broken, and how. */
export interface Breach {
  readonly rule: Invariant;
  readonly what: string;
}

interface Check {
  readonly rule: Invariant;
  readonly check: (fact: Fact, evidence: Evidence) => string | null;
}

const checks = new Map<FactKind, readonly Check[]>();

const checksAfter = (kind: FactKind): readonly Check[] => {
  const known = checks.get(kind);
  if (known !== undefined) return known;
  const made = RULES.flatMap((rule) => {
    // Each check is keyed by the fact it takes, which the compiler cannot follow through a look-up.
    const check = rule.after?.[kind] as Check["check"] | undefined;
    return check === undefined ? [] : [{ rule, check }];
  });
  checks.set(kind, made);
  return made;
};

/** The first rule that a fact breaks; null: none. */
export const breachAfter = (fact: Fact, evidence: Evidence): Breach | null => {
  for (const { rule, check } of checksAfter(fact.kind)) {
    const what = check(fact, evidence);
    if (what !== null) return { rule, what };
  }
  return null;
};

/** The first rule that is broken by what a world has come to; null: none. */
export const breachAtEnd = (cases: readonly Case[], evidence: Evidence): Breach | null => {
  for (const one of cases) {
    for (const rule of RULES) {
      const what = rule.atEnd?.(one, evidence) ?? null;
      if (what !== null) return { rule, what };
    }
  }
  return null;
};
