import { randomBytes } from "node:crypto";
import { createLndLightning } from "../../main/adapters/lnd/client.ts";
import { describeLightning } from "../adapters/lnd/describe-lightning.ts";
import { createMemoryLog, type Network } from "../adapters/lnd/network.ts";
import { TILL_CALLS } from "./harness/macaroons.ts";
import { pay } from "./harness/payer.ts";
import { startSimnet } from "./harness/simnet.ts";

const createRealNetwork = async (): Promise<Network> => {
  const simnet = await startSimnet();
  const { payee, payer } = simnet;
  const lightning = createLndLightning({
    ...(await payee.access(TILL_CALLS)),
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    random: { bytes: (count) => randomBytes(count), fraction: () => 0.5 },
    log: createMemoryLog(),
    deadlineMs: 5_000,
    watch: { firstMs: 50, mostMs: 500 },
  });
  return {
    lightning,
    pay: async (request, options) => {
      const { isPaid } = await pay(payer, request, options);
      return isPaid ? "paid" : "not-paid";
    },
    mine: async (blocks) => simnet.mine(blocks),
    height: async () => simnet.height(),
    restart: async (meanwhile) => {
      await payee.stop();
      await meanwhile?.();
      await payee.start();
      await simnet.connected();
    },
    close: async () => {
      lightning.close();
      await simnet.close();
    },
  };
};

describeLightning("a real LND", createRealNetwork);
