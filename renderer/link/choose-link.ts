import type { Link, Role } from "../../main/bridge/contract.ts";
import { createPreloadLink } from "./preload-link.ts";
import { bridgeUrl, createSocketLink } from "./socket-link.ts";

/** The shell's own channel where there is one, else a WebSocket to whoever served the page. */
export const chooseLink = (role: Role): Link =>
  window.satriel === undefined
    ? createSocketLink(bridgeUrl(location.href, role))
    : createPreloadLink(window.satriel);
