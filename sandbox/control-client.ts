import { Failure } from "../main/domain/failure.ts";
import type { ActionResult, WorldAction, WorldState } from "./contract.ts";

/** A sandbox that runs in another process. */
export interface ControlClient {
  state(): Promise<WorldState>;
  act(action: WorldAction): Promise<ActionResult>;
  /** The picture of a paper, as PNG. */
  paper(number: number): Promise<Uint8Array>;
}

const get = async (url: string, init?: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  } catch (cause) {
    throw new Failure("SANDBOX_NOT_REACHABLE", `no sandbox answers at ${url}`, cause);
  }
};

/**
 * Drive the sandbox whose control page is at `controlUrl`. Its calls throw `SANDBOX_NOT_REACHABLE`;
 * what cannot be done in the sandbox is an answer.
 */
export const createControlClient = (controlUrl: string): ControlClient => ({
  state: async () => (await (await get(`${controlUrl}/api/state`)).json()) as WorldState,
  act: async (action) => {
    const response = await get(`${controlUrl}/api/act`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(action),
    });
    return (await response.json()) as ActionResult;
  },
  paper: async (number) => {
    const response = await get(`${controlUrl}/papers/${number}.png`);
    if (!response.ok) throw new Failure("PAPER_NOT_FOUND", `paper ${number} is not kept`);
    return new Uint8Array(await response.arrayBuffer());
  },
});
