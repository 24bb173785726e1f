import { cd5220, epson } from "./display-escape.ts";
import { adm, aedex, dsp800 } from "./display-framed.ts";
import type { LanguageParts, Spoken } from "./display-language.ts";
import { utc, utcEnhanced } from "./display-utc.ts";

/** Names of the languages that the simulated display can be set to. */
export const DISPLAY_LANGUAGES = [
  "epson-dm-d",
  "cd5220",
  "utc",
  "utc-enhanced",
  "aedex",
  "adm",
  "dsp800",
] as const;
export type DisplayLanguageName = (typeof DISPLAY_LANGUAGES)[number];

/** Each language by its name. */
export const SPEAK: Readonly<Record<DisplayLanguageName, (parts: LanguageParts) => Spoken>> = {
  "epson-dm-d": epson,
  cd5220,
  utc,
  "utc-enhanced": utcEnhanced,
  aedex,
  adm,
  dsp800,
};
