import { describe, expect, it } from "vitest";
import { DeviceFault } from "../../../hardware/fault.ts";
import { createHolding } from "../../../hardware/printer/holding.ts";
import type { PrinterSession } from "../../../hardware/printer/session.ts";

const LOST = new DeviceFault("TRANSPORT_LOST", "the device is gone");

/** A link that is over, and a write on it that learns so only a moment later, as over a device file. */
const createLostLink = () => {
  let looks = 0;
  const session: Pick<PrinterSession, "isAlive" | "wasSwitchedOn" | "condition"> &
    Pick<PrinterSession, "news" | "write" | "close"> = {
    isAlive: () => false,
    wasSwitchedOn: () => false,
    condition: () => null,
    news: () => {
      looks += 1;
      // Else a loop that never yields would take the test's own time-out with it.
      if (looks > 100) throw new Error("it spins");
      return Promise.resolve();
    },
    write: () =>
      new Promise((_resolve, reject) => {
        setTimeout(() => reject(LOST), 5);
      }),
    close: () => Promise.resolve(),
  };
  return session as PrinterSession;
};

describe("a write that is held", () => {
  it("ends with the link, also when the transport is slow to say so", async () => {
    const holding = createHolding({
      session: createLostLink(),
      clock: { monotonicMs: () => 0 },
      timing: {
        answerMs: 1,
        probeMs: 1,
        writeMs: 1,
        proofMs: 1,
        proofMsPerRow: 1,
        holdPollMs: 1,
        holdMs: 1_000,
        baud: 0,
      },
      canAsk: true,
      tell: () => {},
      signal: new AbortController().signal,
    });
    await expect(holding.write(Uint8Array.of(1), 1_000)).rejects.toBe(LOST);
    holding.end();
  });
});
