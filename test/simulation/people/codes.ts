/** The codes that are scanned in every world: static ones of two shops, the amount is keyed in. */
import { type Khqr, readKhqr } from "../../../main/domain/emv/khqr.ts";
import { mintKhqr } from "../../../main/domain/emv/mint.ts";
import type { Currency } from "../../../main/domain/money.ts";

/** Whose code it is: the terminal's own shop, or a stall that now and then lends the counter. */
export type Shop = "noodles" | "stall";

const SHOPS: Readonly<Record<Shop, { readonly id: string; readonly name: string }>> = {
  noodles: { id: "chenda@devb", name: "Chenda Noodles" },
  stall: { id: "vuthy@devb", name: "Vuthy Fruit" },
};

const mint = (shop: Shop, currency: Currency): Khqr => {
  const { payload } = mintKhqr({
    kind: "static",
    account: { kind: "individual", id: SHOPS[shop].id },
    merchantName: SHOPS[shop].name,
    currency,
  });
  const reading = readKhqr(payload, { atMs: null, skewMs: 0 });
  if (!reading.valid) throw new Error(`a code that cannot be read: ${reading.error.code}`);
  return reading.code;
};

const mintBoth = (shop: Shop): Readonly<Record<Currency, Khqr>> => ({
  KHR: mint(shop, "KHR"),
  USD: mint(shop, "USD"),
});

export const CODES: Readonly<Record<Shop, Readonly<Record<Currency, Khqr>>>> = {
  noodles: mintBoth("noodles"),
  stall: mintBoth("stall"),
};
