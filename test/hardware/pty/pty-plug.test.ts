import { closeSync, constants, existsSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { openFile } from "../../../hardware/transport/file.ts";
import type { Plug } from "../../../sandbox/devices/plug.ts";
import { ptyPlug } from "../../../sandbox/devices/pty-plug.ts";
import { createPace, throughUart } from "../../../sandbox/devices/uart.ts";
import { realClock, until } from "../support/clock.ts";

/** What a pseudo-terminal is set to before anybody set it. */
const UNSET_BAUD = 38_400;

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Rig {
  readonly plug: Plug;
  readonly path: string;
  readonly lines: Duplex[];
}

const start = async (onLine: (line: Duplex) => void, baud = UNSET_BAUD): Promise<Rig> => {
  const folder = mkdtempSync(join(tmpdir(), "pty-"));
  const path = join(folder, "by-id", "device");
  const lines: Duplex[] = [];
  const plug = await ptyPlug({ path, baud })((line) => {
    lines.push(line);
    onLine(line);
  });
  closers.push(async () => {
    await plug.close();
    rmSync(folder, { recursive: true });
  });
  return { plug, path, lines };
};

const echo = (line: Duplex): void => void line.pipe(line);

const openHost = (path: string): number =>
  openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);

describe("a simulated device on a pty", () => {
  it("has every byte pass unchanged, both ways", async () => {
    const { path } = await start(echo);
    const bytes = Uint8Array.from({ length: 256 }, (_unused, at) => at);
    const transport = await openFile({ path, clock: realClock })();
    closers.push(() => transport.close());
    await transport.write(bytes, 5_000);
    const heard: number[] = [];
    for await (const chunk of transport.source) {
      heard.push(...chunk);
      if (heard.length >= bytes.length) break;
    }
    expect(heard).toEqual([...bytes]);
  });

  it("knows when a host opened and closed its end, and gives the next one nothing stale", async () => {
    const { plug, path, lines } = await start(() => {});
    expect(plug.connections()).toBe(0);
    const first = openHost(path);
    await until(() => plug.connections() === 1);
    await new Promise((resolve) => lines[0]?.write("stale", resolve));
    closeSync(first);
    await until(() => plug.connections() === 0 && lines[0]?.destroyed === true);
    const second = openHost(path);
    closers.push(() => closeSync(second));
    await until(() => lines.length === 2);
    expect(() => readSync(second, Buffer.alloc(10))).toThrow("EAGAIN");
  });

  it("ends for the host when its cable is pulled, and comes back under the same name", async () => {
    const { plug, path, lines } = await start(() => {});
    const host = openHost(path);
    closers.push(() => closeSync(host));
    await until(() => lines.length === 1);
    plug.refuse(true);
    expect(readSync(host, Buffer.alloc(10))).toBe(0);
    expect([existsSync(path), plug.connections()]).toEqual([false, 0]);
    plug.refuse(false);
    const again = openHost(path);
    closers.push(() => closeSync(again));
    await until(() => plug.connections() === 1);
  });

  it("holds the host back while it reads nothing", async () => {
    const { path } = await start(() => {});
    const transport = await openFile({ path, clock: realClock })();
    closers.push(() => transport.close());
    await expect(transport.write(new Uint8Array(200_000), 100)).rejects.toMatchObject({
      code: "TRANSPORT_WRITE_TIMEOUT",
    });
  });
});

describe("a line's pace", () => {
  it.each([
    [9_600, 960],
    [19_200, 1_920],
    [115_200, 11_520],
  ])("at %i baud is %i characters a second", (baud, perSecond) => {
    let nowMs = 0;
    const pace = createPace(baud, () => nowMs);
    let sent = 0;
    for (nowMs = 0; nowMs <= 1_000; nowMs += 1) {
      const due = pace.due();
      pace.spend(due);
      sent += due;
    }
    expect(Math.abs(sent - perSecond)).toBeLessThanOrEqual(1);
  });

  it("does not make up for a time without bytes", () => {
    let nowMs = 0;
    const pace = createPace(9_600, () => nowMs);
    nowMs = 60_000;
    expect(pace.due()).toBeLessThan(30);
  });
});

describe("two ports of different speed", () => {
  const text = Buffer.from("000201010212\r");

  it("hear rubbish, and never a whole text", () => {
    for (const [from, to] of [
      [9_600, 115_200],
      [115_200, 9_600],
      [9_600, 19_200],
      [19_200, 9_600],
      [38_400, 57_600],
    ] as const) {
      expect(Buffer.from(throughUart(text, from, to)).equals(text)).toBe(false);
    }
  });

  it("hear every byte when the speeds differ by less than a crystal may", () => {
    expect(Buffer.from(throughUart(text, 9_600, 9_700)).equals(text)).toBe(true);
    expect(Buffer.from(throughUart(text, 9_700, 9_600)).equals(text)).toBe(true);
  });

  it("hear nothing of a character that is too long for them", () => {
    expect([...throughUart(Uint8Array.of(0), 9_600, 115_200)]).toEqual([]);
  });
});
