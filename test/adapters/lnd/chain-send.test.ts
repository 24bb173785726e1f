import { describeChainSend } from "./describe-chain-send.ts";
import { createFakeChainNetwork } from "./fake-chain-network.ts";

describeChainSend("the simulated node", async () => createFakeChainNetwork());
