import type { ServerResponse } from "node:http";
import type { WorldState } from "./contract.ts";

/** Pages that watch the world. */
export interface Watchers {
  /** False when there are too many already. */
  add(response: ServerResponse): boolean;
  close(): void;
}

/** What the watchers watch. */
export interface Watched {
  state(): WorldState;
  onChange(listener: () => void): () => void;
}

const MAX_WATCHERS = 16;
/** A burst of changes, such as 50 blocks, is one event. */
const GATHER_MS = 40;
/** Prices and expiries move without a word: they are looked at this often while anybody watches. */
const LOOK_MS = 1_000;
/** A page that reads nothing is let go before its backlog grows. */
const MAX_BACKLOG_BYTES = 1_048_576;

/** The state without the clock, which alone is no news. */
const news = (state: WorldState): string => JSON.stringify({ ...state, nowMs: 0 });

/** Serve the state as server-sent events: at once, at each change, and never twice the same. */
export const createWatchers = (world: Watched): Watchers => {
  const watchers = new Set<ServerResponse>();
  let lastNews = "";
  let gathering: NodeJS.Timeout | null = null;

  const tell = (response: ServerResponse, state: WorldState): void => {
    if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy();
    else response.write(`data: ${JSON.stringify(state)}\n\n`);
  };
  const look = (): void => {
    if (watchers.size === 0) return;
    const state = world.state();
    const current = news(state);
    if (current === lastNews) return;
    lastNews = current;
    for (const response of watchers) tell(response, state);
  };
  const gather = (): void => {
    gathering ??= setTimeout(() => {
      gathering = null;
      look();
    }, GATHER_MS);
  };
  const end = world.onChange(gather);
  const looking = setInterval(look, LOOK_MS);

  return {
    add: (response) => {
      if (watchers.size >= MAX_WATCHERS) return false;
      watchers.add(response);
      response.once("close", () => watchers.delete(response));
      response.writeHead(200, { "content-type": "text/event-stream" });
      tell(response, world.state());
      return true;
    },
    close: () => {
      end();
      clearInterval(looking);
      if (gathering !== null) clearTimeout(gathering);
      for (const response of watchers) response.end();
    },
  };
};
