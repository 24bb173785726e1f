/** The processes beside the terminal's: nothing of theirs may be counted as its time. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Access } from "../harness/node.ts";
import type { RpcAddress } from "../harness/rpc.ts";
import type { Marks } from "./marks.ts";

/** What a child is asked. Each is answered once, in order. */
export type Ask =
  /** Start the world around a terminal in `dir`, and be the payer's wallet. */
  | { readonly kind: "open-world"; readonly dir: string; readonly payer: RpcAddress }
  | { readonly kind: "pay"; readonly request: string }
  /** Be the bare script over this node. */
  | { readonly kind: "open-bare"; readonly node: Access }
  | { readonly kind: "make-invoice" }
  /** The invoice is being paid: wait until it is held, look at the node, settle. */
  | { readonly kind: "take" };

/** What it answers. */
export type Told =
  | { readonly kind: "world"; readonly configPath: string }
  | { readonly kind: "paid"; readonly isPaid: boolean }
  | { readonly kind: "open" }
  | { readonly kind: "invoice"; readonly request: string }
  | { readonly kind: "taken"; readonly marks: Marks };

/** A child process that answers. */
export interface Child {
  ask<Kind extends Told["kind"]>(
    ask: Ask,
    kind: Kind,
  ): Promise<Extract<Told, { readonly kind: Kind }>>;
  end(): void;
}

/** Start `figures/<name>.ts` as a process of its own, which ends with this one. */
export const startChild = (name: string): Child => {
  const child: ChildProcess = fork(fileURLToPath(new URL(`${name}.ts`, import.meta.url)));
  return {
    ask: (ask, kind) => {
      const { promise, resolve, reject } =
        Promise.withResolvers<Extract<Told, { readonly kind: typeof kind }>>();
      const ended = (): void => reject(new Error(`${name} ended`));
      child.once("exit", ended);
      child.once("message", (told) => {
        child.off("exit", ended);
        const answer = told as Told;
        if (answer.kind === kind) resolve(answer as Extract<Told, { readonly kind: typeof kind }>);
        else reject(new Error(`${name} answered ${answer.kind}`));
      });
      child.send(ask);
      return promise;
    },
    end: () => {
      child.disconnect();
    },
  };
};

/** Answer the parent until it ends. */
export const serve = (answer: (ask: Ask) => Promise<Told>): void => {
  process.on("message", (ask) => {
    answer(ask as Ask).then(
      (told) => process.send?.(told),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? "") : "failed"}\n`);
        process.exit(1);
      },
    );
  });
  process.on("disconnect", () => process.exit(0));
};
