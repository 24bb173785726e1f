/** The sending adapter in a process of its own, so that a test can end it as a power cut does. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { InvoicePayment } from "../../../main/ports/lightning-send.ts";
import type { Access } from "./node.ts";

const PROGRAM = fileURLToPath(new URL("pay-once.ts", import.meta.url));

/** A process that makes one payment. */
export interface PayerProcess {
  /** SIGKILL; resolves when it is gone. Throws when it had ended by itself. */
  kill(): Promise<void>;
}

/** Start it; it pays at once. */
export const startPayerProcess = (access: Access, payment: InvoicePayment): PayerProcess => {
  const order = {
    access,
    payment: {
      ...payment,
      amountMsat: payment.amountMsat.toString(),
      maxFeeMsat: payment.maxFeeMsat.toString(),
    },
  };
  const child = spawn(process.execPath, [PROGRAM], { stdio: ["pipe", "ignore", "inherit"] });
  const exited = once(child, "exit");
  child.stdin.end(JSON.stringify(order));
  return {
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
      if (child.signalCode !== "SIGKILL") throw new Error("the payer had ended by itself");
    },
  };
};
