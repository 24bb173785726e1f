import { describeLightning } from "./describe-lightning.ts";
import { createSuiteNetwork } from "./fake-network.ts";

describeLightning("the simulated node", createSuiteNetwork);
