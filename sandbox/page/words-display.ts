import type { DisplaySwitches } from "../devices/display.ts";
import type { Words } from "./words.ts";

/** The display's switches in the order of the page. */
export const DISPLAY_WORDS: Readonly<Record<keyof DisplaySwitches, Words>> = {
  stuck: { name: "Stuck", does: "It takes no more bytes, and its cable stays in." },
  wrongSpeed: { name: "Wrong speed", does: "It is set to another speed and shows rubbish." },
  silent: { name: "Silent", does: "It answers nothing, where its kind has answers." },
};
