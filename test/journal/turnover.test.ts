import { describe, expect, it } from "vitest";
import { fiat } from "../../main/domain/money.ts";
import { openFixture } from "./fixture.ts";
import { makeSwap, preimageOf, T0 } from "./support.ts";

describe("turnover", () => {
  it("has one row for each swap from an instant on, as it stands now", () => {
    const { journal } = openFixture();
    const dollars = fiat("USD", 9_007_199_254_740_993n);
    const { quote, payee } = makeSwap(1);
    const open = (n: number, change: Parameters<typeof makeSwap>[1]): void =>
      void journal.openSwap({ swap: makeSwap(n, change), preimage: preimageOf(n) });
    open(1, { createdAtMs: T0 - 1 });
    open(2, { createdAtMs: T0 });
    open(3, {
      createdAtMs: T0 + 1,
      quote: { ...quote, fiat: dollars },
      payee: { ...payee, memberId: "7" },
    });
    const account = { accountId: "shop@bank", memberId: null, currency: "KHR" };
    expect(journal.turnover(T0)).toEqual([
      { account, minor: quote.fiat.minor, createdAtMs: T0, state: "invoicing" },
      {
        account: { accountId: "shop@bank", memberId: "7", currency: "USD" },
        minor: 9_007_199_254_740_993n,
        createdAtMs: T0 + 1,
        state: "invoicing",
      },
    ]);
    expect(journal.turnover(T0 + 2)).toEqual([]);
    expect(journal.turnover(T0 - 1)).toHaveLength(3);
  });
});
