import { describeChainSend } from "../adapters/lnd/describe-chain-send.ts";
import { startChainNetwork } from "./harness/chain-network.ts";

describeChainSend("a real LND", startChainNetwork);
