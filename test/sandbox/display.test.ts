import { afterEach, describe, expect, it } from "vitest";
import { drive, glassOf } from "../hardware/display/rig.ts";
import { until } from "../hardware/support/clock.ts";
import { openTcp } from "../../hardware/transport/tcp.ts";
import { Failure } from "../../main/domain/failure.ts";
import { parseAction } from "../../sandbox/world-action.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

const rigs: WorldRig[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.remove();
});

describe("the sandbox's customer display", () => {
  it("shows its cells in the state, and has its switches", async () => {
    const rig = createWorldRig();
    rigs.push(rig);
    const world = await rig.open();
    const { address } = world.display.state();
    if (address.kind !== "tcp") throw new Error("not over TCP");
    const { display } = drive(openTcp(address));
    try {
      await display.show(glassOf("PAY 12,000 KHR")).done;
      await until(() => world.state().display.rows[0].startsWith("PAY 12,000 KHR"));
      expect(world.state().display).toMatchObject({ connections: 1, isUnplugged: false });

      await world.act({ kind: "display-power" });
      expect(world.state().display.rows[0].trim()).toBe("");
      await world.act({ kind: "display-plug", isPlugged: false });
      await until(() => display.health().power === "off");
      await world.act({ kind: "display", change: { wrongSpeed: true } });
      expect(world.state().display.switches.wrongSpeed).toBe(true);
      await world.act({ kind: "repair" });
      await until(() => world.state().display.rows[0].startsWith("PAY 12,000 KHR"));
    } finally {
      await display.close();
    }
  });

  it.each([
    { kind: "display", change: { colour: true } },
    { kind: "display", change: { stuck: "yes" } },
    { kind: "display-plug" },
  ])("takes no action that is not one: %j", (action) => {
    expect(() => parseAction(action)).toThrow(Failure);
  });
});
