/** What befalls a world by its plan: outages, events, blocks, and the end of all faults. */
import type { Outage } from "./facts.ts";
import type { EventPlan, OutagePlan, Plan } from "./plan/plan.ts";
import type { Mains } from "./power.ts";
import type { Setting } from "./setting.ts";

export interface TroublesOptions {
  readonly setting: Setting;
  readonly plan: Plan;
  readonly mains: Mains;
  readonly setWall: (byMs: number) => void;
  /** The operator's stop. */
  readonly stop: (isStopped: boolean) => void;
  /** All faults are over from now on. */
  readonly onHealed: () => void;
}

/** Put all that is planned on the schedule of its world. */
export const planTroubles = (options: TroublesOptions): void => {
  const { setting, plan, mains, setWall, stop, onHealed } = options;
  const { around, node, rail, refunds } = setting;
  const { schedule } = around;

  const begin = (outage: Outage): void => {
    around.setDown(outage, true);
    around.tell({ kind: "outage-began", outage });
    if (outage === "power") mains.cut("power cut");
    if (outage === "node" || outage === "node-link") refunds?.sender.hangUp();
    mains.lookAgain();
  };

  const end = (outage: Outage): void => {
    around.setDown(outage, false);
    if (around.isDown(outage)) return;
    around.tell({ kind: "outage-ended", outage });
    if (outage === "power") mains.switchOn();
    if (outage === "node") node.restart();
    mains.lookAgain();
  };

  const planOutage = ({ outage, atMs, lastsMs }: OutagePlan): void => {
    schedule.after(atMs, () => {
      begin(outage);
      schedule.after(lastsMs, () => {
        if (!around.isHealed()) end(outage);
      });
    });
  };

  const happen = ({ what }: EventPlan): void => {
    switch (what.kind) {
      case "clock":
        setWall(what.byMs);
        return around.tell({ kind: "clock-jumped", byMs: what.byMs });
      case "blocks":
        return node.mine(what.count);
      case "price":
        setting.market.moveTo(what.ppm);
        return around.tell({ kind: "price-moved", ppm: what.ppm });
      case "stop":
        stop(true);
        schedule.after(what.lastsMs, () => stop(false));
    }
  };

  const mine = (): void => {
    node.mine(1);
    schedule.after(setting.chance.exponentialMs(plan.blockMs), mine);
  };

  const heal = (): void => {
    const ended = (["power", "node"] as const).filter((outage) => around.isDown(outage));
    around.heal();
    if (setting.isStopped()) stop(false);
    around.tell({ kind: "healed" });
    if (ended.includes("node")) node.restart();
    mains.switchOn();
    mains.lookAgain();
    rail.decideAll();
    refunds?.sender.decideAll();
    refunds?.chain.decideAll();
    onHealed();
  };

  schedule.after(0, () => mains.switchOn());
  schedule.after(setting.chance.exponentialMs(plan.blockMs), mine);
  for (const outage of plan.outages) planOutage(outage);
  for (const event of plan.events) schedule.after(event.atMs, () => happen(event));
  schedule.after(plan.healAtMs, heal);
};
