import { afterEach, describe, expect, it } from "vitest";
import { openFile } from "../../../hardware/transport/file.ts";
import { realClock, until } from "../support/clock.ts";
import { openTerminals, startPty } from "../support/pty-rig.ts";

/** What a pseudo-terminal is set to before anybody set it: no file transport does. */
const UNSET_BAUD = 38_400;

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

describe("a device file on a line", () => {
  const start = async () => {
    const rig = await startPty(() => {}, UNSET_BAUD);
    closers.push(() => rig.close());
    const before = openTerminals();
    const transport = await openFile({ path: rig.path, clock: realClock })();
    closers.push(() => transport.close());
    return { rig, transport, before };
  };

  it("notices that its device is gone without a write, and lets go of it", async () => {
    const { rig, transport, before } = await start();
    const reading = transport.source[Symbol.asyncIterator]().next();
    rig.plug.refuse(true);
    await expect(reading).rejects.toMatchObject({ code: "TRANSPORT_LOST" });
    expect(openTerminals()).toBe(before);
  });

  it("notices it in the middle of a write", async () => {
    const { rig, transport } = await start();
    await until(() => rig.lines.length === 1);
    const writing = transport.write(new Uint8Array(200_000), 10_000);
    const failing = expect(writing).rejects.toMatchObject({ code: "TRANSPORT_LOST" });
    rig.plug.refuse(true);
    await failing;
  });
});
