import { describeLightningSend } from "../adapters/lnd/describe-lightning-send.ts";
import { startSendNetwork } from "./harness/send-network.ts";

describeLightningSend("a real LND", startSendNetwork);
