import { describe, expect, it } from "vitest";
import { hunt } from "./hunt.ts";
import { MUTANTS } from "./mutants/all.ts";
import { SHIPPED } from "./mutants/mutant.ts";

describe("deliberate bugs", () => {
  it("are at least fifteen, each with a name of its own", () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(15);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    "%s is caught",
    { timeout: 120_000 },
    async (_, mutant) => {
      const { verdict } = await hunt(mutant);
      expect(verdict?.fault, `survived ${mutant.within} worlds`).not.toBeNull();
      expect(verdict, `survived ${mutant.within} worlds`).not.toBeNull();
      expect(mutant.rules, "caught by another rule than it breaks").toContain(verdict?.fault?.id);
    },
  );

  it("are caught because of the bug: without it the same worlds break nothing", async () => {
    const { verdict } = await hunt(SHIPPED, 300);
    expect(verdict).toBeNull();
  });
});
