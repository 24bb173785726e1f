import type { Health } from "../../../main/app/health/health.ts";
import type { DeviceName, DeviceText } from "../../../main/bridge/contract.ts";

/** A device as the cashier's snapshot has it. */
export const deviceTextOf = (health: Health, name: DeviceName): DeviceText => {
  const { health: how, lastCode } = health.state(name);
  return { health: how, code: lastCode };
};
