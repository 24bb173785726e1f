import type {
  Ack,
  CommandMessage,
  CommandName,
  Commands,
  CoreMessage,
} from "../../main/bridge/contract.ts";

/** The answer to a command that could not be brought to the core, or whose answer was lost. */
export const LINK_DOWN: Ack = { ok: false, code: "LINK_DOWN" };

/** Commands that wait for their answer, paired by id. */
export interface Calls {
  /** Send a command. `send` returns false when there is no way to the core now. */
  readonly call: <Name extends CommandName>(
    name: Name,
    args: Parameters<Commands[Name]>[0],
    send: (message: CommandMessage) => boolean,
  ) => Promise<Ack>;
  readonly answered: (message: Extract<CoreMessage, { type: "ack" }>) => void;
  /** The way to the core broke: no answer will come. The command may have been carried out. */
  readonly lost: () => void;
}

/** Pair commands with their answers. */
export const createCalls = (): Calls => {
  const waiting = new Map<number, (ack: Ack) => void>();
  let lastId = 0;
  return {
    call: (name, args, send) => {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        if (send({ type: "command", id, name, args })) return;
        waiting.delete(id);
        resolve(LINK_DOWN);
      });
    },
    answered: ({ id, ack }) => {
      waiting.get(id)?.(ack);
      waiting.delete(id);
    },
    lost: () => {
      for (const resolve of waiting.values()) resolve(LINK_DOWN);
      waiting.clear();
    },
  };
};
