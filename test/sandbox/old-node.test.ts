/** A whole terminal whose node says that it is of an older release than is worked with. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import type { World } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

let rig: WorldRig;
let world: World;
let terminal: ComposedTerminal | null = null;

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
});
afterEach(async () => {
  await terminal?.close();
  terminal = null;
  await rig.remove();
});

const blocked = ({ core }: ComposedTerminal): string | null | undefined => {
  const { view } = core.snapshot("cashier");
  return view.kind === "idle" ? view.blocked : undefined;
};

const whenBlockedBy = async (started: ComposedTerminal, code: string | null): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (blocked(started) !== code) return;
      stop();
      resolve();
    };
    const stop = started.core.onChange(look);
    look();
  });

it("says so on the idle screen from the start on, and to the log in words", async () => {
  world.lnd.setVersion("0.21.1-beta commit=v0.21.1-beta");
  const log = createFakeLog();
  terminal = await composeTerminal(rig.config(), log);
  await whenBlockedBy(terminal, "NODE_TOO_OLD");
  expect(log.lines.filter(({ fields }) => fields["code"] === "NODE_TOO_OLD")).toEqual([
    {
      level: "error",
      fields: {
        code: "NODE_TOO_OLD",
        version: "0.21.1-beta commit=v0.21.1-beta",
        oldest: "0.21.2",
      },
      message: expect.stringContaining("too old to take payments through") as string,
    },
  ]);
});

it("takes payments through the oldest release that is worked with", async () => {
  world.lnd.setVersion("0.21.2-beta");
  const log = createFakeLog();
  terminal = await composeTerminal(rig.config(), log);
  await whenBlockedBy(terminal, null);
  // Nor is anything wrong with what the simulated node lets it in with.
  expect(log.lines.filter(({ fields }) => /MACAROON/.test(String(fields["code"])))).toEqual([]);
});

it("takes nothing through a node that gives up sooner than the terminal was told, and says what to set", async () => {
  const config = rig.config();
  const lax = {
    ...config,
    lnd: { ...config.lnd, minVersion: "0.20.3" },
    pay: { ...config.pay, nodeCancelBlocks: 12, suspenseBlocks: 24, payoutMinBlocks: 36 },
  };
  const log = createFakeLog();
  terminal = await composeTerminal(lax, log);
  await whenBlockedBy(terminal, "NODE_HOLDS_TOO_SHORT");
  const told = log.lines.filter(({ fields }) => fields["code"] === "NODE_HOLDS_TOO_SHORT");
  expect(told).toHaveLength(1);
  expect(told[0]?.message).toContain(
    "set pay.nodeCancelBlocks to 18, pay.suspenseBlocks to 30, pay.payoutMinBlocks to 42",
  );
});
