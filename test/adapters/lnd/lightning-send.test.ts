import { describeLightningSend } from "./describe-lightning-send.ts";
import { createFakeSendNetwork } from "./fake-send-network.ts";

describeLightningSend("the simulated node", async () => createFakeSendNetwork());
