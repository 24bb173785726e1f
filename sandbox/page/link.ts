import { useCallback, useEffect, useState } from "preact/hooks";
import type { ActionResult, WorldAction, WorldState } from "../contract.ts";

/** The sandbox as the page sees it. */
export interface Link {
  /** Null until the first news. */
  readonly world: WorldState | null;
  readonly isConnected: boolean;
  /** What became of the last action; null before the first. */
  readonly last: ActionResult | null;
  readonly act: (action: WorldAction) => void;
}

const GONE: ActionResult = {
  ok: false,
  code: "SANDBOX_NOT_REACHABLE",
  message: "the sandbox did not answer",
};

const send = async (action: WorldAction): Promise<ActionResult> => {
  try {
    const response = await fetch("./api/act", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(action),
    });
    return (await response.json()) as ActionResult;
  } catch {
    return GONE;
  }
};

/** Follow the sandbox, over restarts of it, and act in it. */
export const useSandbox = (): Link => {
  const [world, setWorld] = useState<WorldState | null>(null);
  const [isConnected, setConnected] = useState(false);
  const [last, setLast] = useState<ActionResult | null>(null);
  useEffect(() => {
    const events = new EventSource("./api/events");
    events.addEventListener("open", () => setConnected(true));
    events.addEventListener("error", () => setConnected(false));
    events.addEventListener("message", (event: MessageEvent<string>) => {
      setWorld(JSON.parse(event.data) as WorldState);
    });
    return () => events.close();
  }, []);
  const act = useCallback((action: WorldAction) => {
    void send(action).then(setLast);
  }, []);
  return { world, isConnected, last, act };
};

/** Unix time in milliseconds, renewed each second. */
export const useNowMs = (): number => {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(ticking);
  }, []);
  return nowMs;
};
