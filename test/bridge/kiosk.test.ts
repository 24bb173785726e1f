import { describeBridge } from "./describe-bridge.ts";
import { openScreen, startKiosk } from "./kiosk-rig.ts";

describeBridge("over the kiosk's WebSocket", async (core) => {
  const rig = await startKiosk(core);
  return {
    open: (role) => openScreen(rig, role),
    get faults() {
      return rig.logged.map(({ code }) => code);
    },
    close: () => rig.close(),
  };
});
