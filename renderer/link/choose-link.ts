import type { Role } from "../../main/bridge/contract.ts";
import { createPreloadLink } from "./preload-link.ts";
import type { ScreenLink } from "./screen-link.ts";
import { createSocketLink } from "./socket-link.ts";

/** The shell's own channel where there is one, else a WebSocket to whoever served the page. */
export const chooseLink = (role: Role): ScreenLink =>
  window.satriel === undefined
    ? createSocketLink(location.href, role)
    : createPreloadLink(window.satriel);
