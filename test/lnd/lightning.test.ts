import { randomBytes } from "node:crypto";
import { createLndLightning } from "../../main/adapters/lnd/client.ts";
import { describeLightning } from "../adapters/lnd/describe-lightning.ts";
import { createMemoryLog, type Network } from "../adapters/lnd/network.ts";
import { createTcpRelay } from "../adapters/lnd/tcp-relay.ts";
import { BOOKS_CALLS, TILL_CALLS } from "./harness/macaroons.ts";
import { pay } from "./harness/payer.ts";
import { refusalOf } from "./harness/rpc.ts";
import { startSimnet } from "./harness/simnet.ts";

const createRealNetwork = async (): Promise<Network> => {
  const simnet = await startSimnet();
  const { payee, payer } = simnet;
  const wire = await createTcpRelay(Number(payee.socket.split(":")[1]));
  const lightning = createLndLightning({
    ...(await payee.access(TILL_CALLS)),
    booksMacaroonHex: await payee.bake(BOOKS_CALLS),
    socket: wire.socket,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    random: { bytes: (count) => randomBytes(count), fraction: () => 0.5 },
    log: createMemoryLog(),
    deadlineMs: 2_000,
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
    cut: () => wire.cut(),
    blackHole: () => wire.blackHole(),
    heal: () => wire.heal(),
    refusalOf: async (method, request) => refusalOf(payee.rpc, method, request),
    close: async () => {
      lightning.close();
      wire.close();
      await simnet.close();
    },
  };
};

describeLightning("a real LND", createRealNetwork);
