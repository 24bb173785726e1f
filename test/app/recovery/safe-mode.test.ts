import { describe, expect, it } from "vitest";
import { createSafeMode } from "../../../main/app/recovery/safe-mode.ts";
import { coreMessageSchema } from "../../../main/bridge/schema.ts";
import { AMOUNT_LIMITS } from "../../../main/domain/limits.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const create = () =>
  createSafeMode({
    settings: {
      mode: "sandbox",
      terminalName: "T-1",
      shopName: "Psar Thmei Coffee",
      ownCode: { khqr: "000201", name: "Psar Thmei Coffee" },
      language: "en",
      theme: "light",
      soundVolume: 0.5,
      limits: AMOUNT_LIMITS,
    },
    clock: createManualClock().clock,
    code: "JOURNAL_CORRUPT",
  });

describe("F27: safe mode", () => {
  it("says what is wrong on both screens, within the contract", () => {
    const core = create();
    expect(core.snapshot("cashier").view).toMatchObject({
      kind: "idle",
      blocked: "JOURNAL_CORRUPT",
    });
    expect(core.snapshot("payer").view).toMatchObject({ kind: "welcome" });
    for (const role of ["cashier", "payer"] as const) {
      const message = { type: "snapshot", snapshot: core.snapshot(role) };
      expect(coreMessageSchema.safeParse(message).success).toBe(true);
    }
  });

  it("takes no command but how a screen reads", () => {
    const core = create();
    const no = { ok: false, code: "SAFE_MODE" };
    expect(core.call("cashier", "scan", { text: "000201" })).toEqual(no);
    expect(core.call("cashier", "startOwnCode", {})).toEqual(no);
    expect(core.call("cashier", "markRefunded", { swapId: "P-1" })).toEqual(no);
    expect(core.call("cashier", "showHistory", { page: 0 })).toEqual(no);
    let told = 0;
    core.onChange(() => (told += 1));
    expect(core.call("cashier", "setLanguage", { role: "payer", language: "km" })).toEqual({
      ok: true,
    });
    expect(core.call("cashier", "setTheme", { role: "cashier", theme: "dark" })).toEqual({
      ok: true,
    });
    expect(told).toBe(2);
    expect(core.snapshot("payer").language).toBe("km");
    expect(core.snapshot("cashier").theme).toBe("dark");
  });
});
