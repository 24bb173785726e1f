import { describeLightning } from "./describe-lightning.ts";
import { asNetwork, createFakeNetwork } from "./fake-network.ts";

describeLightning("the simulated node", async () => asNetwork(await createFakeNetwork()));
