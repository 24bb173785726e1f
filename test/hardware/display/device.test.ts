import { afterEach, describe, expect, it } from "vitest";
import { levelOf } from "../../../hardware/device-model/health.ts";
import type { DisplayEnd } from "../../../hardware/display/outputs.ts";
import { DISPLAY_PROFILE_IDS } from "../../../hardware/display/profile.ts";
import { DeviceFault, isDeviceFault } from "../../../hardware/fault.ts";
import { createMemoryPair, type MemoryPair } from "../../../hardware/transport/memory.ts";
import type { OpenTransport, Transport } from "../../../hardware/transport/transport.ts";
import { createDisplayHead } from "../../../sandbox/devices/display.ts";
import { until } from "../support/clock.ts";
import { drive, driveOverTcp, type Driven, glassOf } from "./rig.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const closing = <T extends Driven>(driven: T): T => {
  closers.push(() => driven.display.close());
  return driven;
};

const overTcp = async (...args: Parameters<typeof driveOverTcp>) => {
  const rig = await driveOverTcp(...args);
  closers.push(() => rig.simulated.close());
  return closing(rig);
};

/** A wire in memory for each opening; the far ends are left to the test. */
const memoryPlug = (bufferBytes?: number) => {
  const pairs: MemoryPair[] = [];
  const open: OpenTransport = () => {
    const pair = createMemoryPair(bufferBytes);
    pairs.push(pair);
    return Promise.resolve(pair.host);
  };
  return { pairs, open };
};

const ends = async (outputs: readonly { readonly done: Promise<DisplayEnd> }[]) =>
  Promise.all(outputs.map(({ done }) => done));

describe.each(DISPLAY_PROFILE_IDS)("a display by the profile %s", (id) => {
  it("shows what it is given, and the newest text when many come at once", async () => {
    const { display, simulated } = await overTcp(id);
    const first = display.show(glassOf("first"));
    await first.done;
    const writes = display.health().writes;
    const many = Array.from({ length: 50 }, (_, index) => display.show(glassOf(`no. ${index}`)));
    const last = await many.at(-1)?.done;
    expect(await ends(many.slice(0, -1))).toEqual(Array.from({ length: 49 }, () => "superseded"));
    expect(last).toBe(id === "dsp800" ? "shown" : "sent");
    await until(() => simulated.state().rows[0].startsWith("no. 49"));
    expect(display.health().writes).toBe(writes + 1);
    expect(many.map(({ id: number }) => number)).toEqual(many.map((_, index) => index + 2));
    expect(simulated.state().unknown).toEqual([]);
    expect(display.health()).toMatchObject({ power: "online", state: "idle", code: null });
    expect(levelOf(display.health())).toBe("works");
  });

  it("has the newest text again when its cable was out, and a text that came meanwhile", async () => {
    const { display, simulated } = await overTcp(id);
    await display.show(glassOf("before")).done;
    simulated.unplug();
    await until(() => display.health().power === "off");
    expect(levelOf(display.health())).toBe("fails");
    const waiting = [display.show(glassOf("old")), display.show(glassOf("meanwhile"))];
    simulated.powerCycle();
    simulated.plugIn();
    expect((await ends(waiting))[0]).toBe("superseded");
    await until(() => simulated.state().rows[0].startsWith("meanwhile"));
    expect(display.health()).toMatchObject({ power: "online", code: null });

    simulated.unplug();
    await until(() => display.health().power === "off");
    simulated.powerCycle();
    simulated.plugIn();
    await until(() => simulated.state().rows[0].startsWith("meanwhile"));
  });
});

describe("a display that loses its power and not its cable", () => {
  it("gets its text again by itself, since it does not tell", async () => {
    const { display, simulated } = await overTcp("epson-dm-d", { refreshMs: 5 });
    await display.show(glassOf("PAY", "now")).done;
    simulated.powerCycle();
    await until(() => simulated.state().rows[0].startsWith("PAY"));
  });
});

describe("a cable pulled in the middle of a write", () => {
  it("ends no text wrongly: it goes out again, whole, on the next link", async () => {
    const { pairs, open } = memoryPlug(10);
    const { display, healths } = closing(drive(open));
    const output = display.show(glassOf("whole"));
    // The far end takes nothing: ten bytes are in the wire, the rest waits.
    await until(() => display.health().state === "busy");
    pairs[0]?.cut();
    await until(() => pairs.length === 2);
    expect(healths.some(({ power, code }) => power === "off" && code === "TRANSPORT_LOST")).toBe(
      true,
    );
    const head = createDisplayHead("cd5220");
    const reading = (async () => {
      for await (const chunk of pairs[1]?.device.source ?? []) head.receive(chunk);
    })();
    expect(await output.done).toBe("sent");
    await until(() => head.rows()[0].startsWith("whole"));
    await display.close();
    await reading;
    // The last thing that a display gets is a dark glass.
    expect(head.rows()[0].trim()).toBe("");
    expect(head.unknown()).toEqual([]);
  });

  it("gives way to a text that came while it was stuck", async () => {
    const { pairs, open } = memoryPlug(10);
    const { display } = closing(drive(open));
    const stuck = display.show(glassOf("stuck"));
    await until(() => display.health().state === "busy");
    const newer = display.show(glassOf("newer"));
    pairs[0]?.cut();
    expect(await stuck.done).toBe("superseded");
    await until(() => pairs.length === 2);
    const head = createDisplayHead("cd5220");
    void (async () => {
      for await (const chunk of pairs[1]?.device.source ?? []) head.receive(chunk);
    })();
    expect(await newer.done).toBe("sent");
  });
});

describe("a text whose write failed", () => {
  it("comes to its one end also when a newer one comes before the display is back", async () => {
    const { pairs, open } = memoryPlug(10);
    const gone = (): Promise<Transport> =>
      Promise.reject(new DeviceFault("TRANSPORT_NOT_FOUND", "no"));
    const { display } = closing(drive(() => (pairs.length === 0 ? open() : gone())));
    const failed = display.show(glassOf("failed"));
    await until(() => display.health().state === "busy");
    pairs[0]?.cut();
    await until(() => display.health().code === "TRANSPORT_NOT_FOUND");
    const newer = display.show(glassOf("newer"));
    expect(await failed.done).toBe("superseded");
    await display.close();
    expect(await newer.done).toBe("dropped");
  });
});

describe("a display that takes no more bytes", () => {
  it("is said to be so, and is tried again", async () => {
    const { pairs, open } = memoryPlug(10);
    const { display, healths } = closing(drive(open, "cd5220", { writeMs: 5 }));
    display.show(glassOf("x"));
    await until(() => pairs.length >= 2);
    const stuck = healths.find(({ state }) => state === "error");
    expect(stuck).toMatchObject({ power: "offline", code: "TRANSPORT_WRITE_TIMEOUT" });
  });
});

describe("a port that cannot be opened", () => {
  it.each([
    ["TRANSPORT_BUSY", "offline"],
    ["TRANSPORT_DENIED", "offline"],
    ["TRANSPORT_WRONG_KIND", "offline"],
    ["TRANSPORT_NOT_FOUND", "off"],
    ["TRANSPORT_UNREACHABLE", "off"],
  ] as const)("%s is told, and the text is there when it opens at last", async (code, power) => {
    const pair = createMemoryPair();
    let isFree = false;
    const { display, healths } = closing(
      drive(() => {
        if (isFree) return Promise.resolve(pair.host);
        return Promise.reject(new DeviceFault(code, "the port does not open"));
      }),
    );
    const output = display.show(glassOf("patience"));
    await until(() => display.health().code === code);
    expect(display.health()).toMatchObject({ power, state: "error", connections: 0 });
    expect(levelOf(display.health())).toBe("fails");
    isFree = true;
    expect(await output.done).toBe("sent");
    expect(healths.at(-1)).toMatchObject({ power: "online", code: null });
  });
});

describe("a display at another speed", () => {
  it("is found out where the display answers", async () => {
    const { display, simulated } = await overTcp("dsp800", {
      answerMs: 30,
      writeMs: 30,
      retryMs: 5,
    });
    simulated.set({ wrongSpeed: true });
    expect(await display.show(glassOf("x")).done).toBe("unanswered");
    await until(() => display.health().code !== null);
    expect(display.health()).toMatchObject({ power: "offline", state: "error" });
    expect(["DISPLAY_NO_ANSWER", "DISPLAY_GARBLED"]).toContain(display.health().code);
    simulated.set({ wrongSpeed: false });
    await until(() => simulated.state().rows[0].startsWith("x"));
    await until(() => levelOf(display.health()) !== "fails");
  });

  it("cannot be known where it does not: the bytes left, and that is what is said", async () => {
    const { display, simulated } = await overTcp("cd5220");
    simulated.set({ wrongSpeed: true });
    expect(await display.show(glassOf("x")).done).toBe("sent");
    expect(display.health()).toMatchObject({ power: "online", code: null });
    expect(simulated.state().rows[0].startsWith("x")).toBe(false);
  });
});

/** A far end that says what the test wants, until its wire ends. */
const talker =
  (say: (wire: Transport) => Promise<void>): OpenTransport =>
  () => {
    const pair = createMemoryPair();
    say(pair.device).catch((error: unknown) => {
      if (!isDeviceFault(error)) throw error;
    });
    return Promise.resolve(pair.host);
  };

describe("a port where something else talks", () => {
  it("is said to be so: a display of this kind never says a word", async () => {
    const open = talker((wire) => wire.write(Buffer.from("00020101021229"), 1_000));
    const { display } = closing(drive(open, "cd5220", { refreshMs: 2 }));
    display.show(glassOf("x"));
    await until(() => display.health().code === "DISPLAY_GARBLED");
    expect(levelOf(display.health())).toBe("attention");
  });
});

describe("a display that refuses", () => {
  it("is said to refuse, and is put into a known state before the next text", async () => {
    const heard: number[] = [];
    const open = talker(async (wire) => {
      for await (const chunk of wire.source) {
        heard.push(...chunk);
        for (const byte of chunk) if (byte === 0x17) await wire.write(Uint8Array.of(0x15), 1_000);
      }
    });
    const { display } = closing(drive(open, "dsp800", { retryMs: 2 }));
    expect(await display.show(glassOf("x")).done).toBe("refused");
    await until(() => display.health().code === "DISPLAY_REFUSED");
    const initialise = Buffer.from([0x04, 0x01, 0x25, 0x17]).toString("hex");
    await until(() => Buffer.from(heard).toString("hex").split(initialise).length > 2);
  });

  it("that is silent is said to give no answer", async () => {
    const { display, simulated } = await overTcp("dsp800", { answerMs: 10, writeMs: 10 });
    simulated.set({ silent: true });
    expect(await display.show(glassOf("x")).done).toBe("unanswered");
    await until(() => display.health().code === "DISPLAY_NO_ANSWER");
  });
});

describe("closing", () => {
  it("clears the glass, drops what waits, and says nothing afterwards", async () => {
    const { display, simulated, healths } = await overTcp();
    await display.show(glassOf("PAY", "12,000 KHR")).done;
    await display.close();
    await display.close();
    await until(() => simulated.state().connections === 0);
    expect(simulated.state().rows.join("").trim()).toBe("");
    const told = healths.length;
    expect(await display.show(glassOf("late")).done).toBe("dropped");
    expect([healths.length, display.health().state]).toEqual([told, "closed"]);
  });

  it("does not wait for a display that is not there, nor for one that hangs", async () => {
    const absent = drive(() => Promise.reject(new DeviceFault("TRANSPORT_NOT_FOUND", "no")));
    const waiting = absent.display.show(glassOf("x"));
    await absent.display.close();
    expect(await waiting.done).toBe("dropped");

    const { open } = memoryPlug(10);
    const hanging = drive(open, "cd5220", { writeMs: 3_600_000, clearMs: 5 });
    const stuck = hanging.display.show(glassOf("x"));
    await until(() => hanging.display.health().state === "busy");
    await hanging.display.close();
    expect(await stuck.done).toBe("dropped");
  });
});

describe("writes", () => {
  it("never overlap", async () => {
    let underWay = 0;
    let most = 0;
    const open: OpenTransport = () => {
      const { host } = createMemoryPair();
      return Promise.resolve({
        ...host,
        write: async () => {
          underWay += 1;
          most = Math.max(most, underWay);
          await new Promise((resolve) => {
            setImmediate(resolve);
          });
          underWay -= 1;
        },
      });
    };
    const { display } = closing(drive(open, "cd5220", { paceMs: 0 }));
    for (let text = 0; text < 20; text += 1) {
      const output = display.show(glassOf(`${text}`));
      if (text % 3 === 0) await output.done;
    }
    await until(() => display.health().writes >= 8);
    expect(most).toBe(1);
  });
});
