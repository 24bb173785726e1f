/** The servers behind the payers' Lightning addresses: each answer may be another invoice. */
import { msat } from "../../../main/domain/money.ts";
import { done, type Outcome, refused } from "../../../main/domain/outcome.ts";
import type { SwapId } from "../../../main/domain/swap.ts";
import type { LnurlPay, LnurlPayTerms } from "../../../main/ports/lnurl.ts";
import type { Around } from "../around.ts";
import { SITES } from "../plan/sites.ts";
import type { SimWallet } from "./sim-wallet.ts";
import { createWire, type Power } from "./wire.ts";

const HOST = "https://wallet.example/.well-known/lnurlp/";

/** The Lightning address of a payment's payer. */
export const payeeAddress = (id: SwapId): string => `${id.toLowerCase()}@wallet.example`;

/** Addresses are in lower case, and names of payments begin with a capital. */
const ownerOf = (url: string): SwapId => `P${url.slice(HOST.length + 1)}` as SwapId;

/** Of what servers answer: a "no", another amount than asked for, an invoice of before, a short one. */
const REFUSES = 0.06;
const OTHER_AMOUNT = 0.12;
const SAME_AGAIN = 0.2;
const SHORT = 0.25;

const SHORT_MS = 70_000;
const USUAL_MS = 240_000;

export const createSimPayees = (
  around: Around,
  wallet: SimWallet,
): { port(power: Power): LnurlPay } => {
  const wire = (name: string, site: number) =>
    createWire({ around, name, site, outages: [], remote: "PAYEE" });
  const wires = {
    terms: wire("payee.fetchTerms", SITES.fetchTerms),
    invoice: wire("payee.fetchInvoice", SITES.fetchInvoice),
  };

  const terms = (url: string): LnurlPayTerms => ({
    domain: "wallet.example",
    callback: url,
    minMsat: msat(1_000n),
    maxMsat: msat(100_000_000_000n),
    metadata: "[]",
    description: "refund",
  });

  const give = (url: string, amountMsat: bigint): Outcome<{ request: string }> => {
    const id = ownerOf(url);
    const mood = around.isHealed() ? 1 : around.draw(SITES.payeeMood);
    if (mood < REFUSES) return refused("LNURL_REFUSED");
    if (mood < OTHER_AMOUNT) {
      return done({ request: wallet.mint(id, amountMsat + 1_000n, USUAL_MS).request });
    }
    const last = mood < SAME_AGAIN ? wallet.ofSwap(id).at(-1) : undefined;
    const { request } =
      last?.choice ?? wallet.mint(id, amountMsat, mood < SHORT ? SHORT_MS : USUAL_MS);
    return done({ request });
  };

  return {
    port: (power) => ({
      fetchTerms: async (url) => wires.terms.call(power, () => done(terms(url))),
      fetchInvoice: async ({ callback }, amountMsat) =>
        wires.invoice.call(power, () => give(callback, amountMsat)),
    }),
  };
};
