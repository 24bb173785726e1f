/** A real node as one that pays: over a hop that asks for a fee, to a payee behind it. */
import { createHash, randomBytes } from "node:crypto";
import { createLndLightningSend } from "../../../main/adapters/lnd/payout-client.ts";
import { CALLS } from "../../../main/adapters/lnd/permissions.ts";
import type { PaymentHash } from "../../../main/domain/swap.ts";
import { createMemoryLog } from "../../adapters/lnd/network.ts";
import { AMOUNT_MSAT, type SendNetwork } from "../../adapters/lnd/send-network.ts";
import { createTcpRelay, type TcpRelay } from "../../adapters/lnd/tcp-relay.ts";
import { until } from "./daemons.ts";
import type { Access, Lnd } from "./node.ts";
import { channelStanding, spendableMsat } from "./payer.ts";
import { startSimnet, type Simnet } from "./simnet.ts";

/** What LND asks for by itself: 1,000 millisatoshi and a millionth of the amount. */
const FEE_MSAT = 1_050n;

/** The network of the tests, and what only real nodes have. */
export interface RealSendNetwork extends SendNetwork {
  readonly simnet: Simnet;
  /** Who is paid. */
  readonly merchant: Lnd;
  readonly wire: TcpRelay;
  /** What a client of the paying node is given, over {@link RealSendNetwork.wire}. */
  readonly access: Access;
  /** What the payee has in its channel. */
  receivedMsat(): Promise<bigint>;
}

interface Edge {
  readonly node1_policy: object | null;
  readonly node2_policy: object | null;
}

/** The paying node has heard of both channels, in both directions. */
const knowsTheWay = async (node: Lnd): Promise<void> => {
  await until(`${node.name} knows the way`, async () => {
    const { edges } = (await node.rpc.call("lightning.DescribeGraph")) as {
      readonly edges: readonly Edge[];
    };
    const isWhole = edges.every((edge) => edge.node1_policy !== null && edge.node2_policy !== null);
    return edges.length === 2 && isWhole ? true : null;
  });
};

/** What a node can spend, with nothing under way. */
const settledMsat = async (node: Lnd): Promise<bigint> => {
  await until(`nothing is under way at ${node.name}`, async () =>
    (await channelStanding(node)).pendingHtlcs === 0 ? true : null,
  );
  return spendableMsat(node);
};

/** Nobody of the two knows any more what went wrong before. */
const forget = async (nodes: readonly Lnd[]): Promise<void> => {
  for (const node of nodes) await node.rpc.call("router.ResetMissionControl");
};

const hasChannels = async (node: Lnd, count: number): Promise<void> => {
  await until(`${node.name} has ${count} channels that can be used`, async () =>
    (await channelStanding(node)).active === count ? true : null,
  );
};

/** Start the three nodes, and the adapter over a wire that can be cut; after about 30 s. */
export const startSendNetwork = async (): Promise<RealSendNetwork> => {
  const simnet = await startSimnet();
  const { payee: node, payer: hop } = simnet;
  const merchant = await simnet.addNode("merchant");
  await simnet.openChannel(hop, merchant);
  await knowsTheWay(node);
  const wire = await createTcpRelay(Number(node.socket.split(":")[1]));
  const access = { ...(await node.access(CALLS.payout)), socket: wire.socket };
  let aheadMs = 0;
  const send = createLndLightningSend({
    ...access,
    network: "simnet",
    clock: { nowMs: () => Date.now() + aheadMs, monotonicMs: () => performance.now() },
    log: createMemoryLog(),
    deadlineMs: 2_000,
    reconnectMs: 100,
  });
  const preimages = new Map<string, Buffer>();
  const allTogether = async (): Promise<void> => {
    await Promise.all([hasChannels(node, 1), hasChannels(hop, 2), hasChannels(merchant, 1)]);
    await forget([node, hop]);
  };
  return {
    simnet,
    merchant,
    wire,
    access,
    send,
    name: "simnet",
    feeMsat: FEE_MSAT,
    invoice: async ({
      amountMsat = AMOUNT_MSAT,
      holds = false,
      expirySeconds = 3_600,
      cltvDelta = 80,
    } = {}) => {
      const preimage = randomBytes(32);
      const hash = createHash("sha256").update(preimage).digest();
      preimages.set(hash.toString("hex"), preimage);
      const answer = await merchant.rpc.call(
        holds ? "invoices.AddHoldInvoice" : "lightning.AddInvoice",
        {
          ...(holds ? { hash } : { r_preimage: preimage }),
          value_msat: amountMsat.toString(),
          expiry: expirySeconds.toString(),
          cltv_expiry: cltvDelta.toString(),
        },
      );
      const { payment_request: request } = answer as { readonly payment_request: string };
      return { request, hash: hash.toString("hex") as PaymentHash, amountMsat };
    },
    held: async (hash) => {
      await until("the payee holds the payment", async () => {
        const { state } = (await merchant.rpc.call("lightning.LookupInvoice", {
          r_hash: Buffer.from(hash, "hex"),
        })) as { readonly state: string };
        return state === "ACCEPTED" ? true : null;
      });
    },
    decide: async (hash, decision) => {
      if (decision === "settle") {
        await merchant.rpc.call("invoices.SettleInvoice", { preimage: preimages.get(hash) });
      } else {
        await merchant.rpc.call("invoices.CancelInvoice", {
          payment_hash: Buffer.from(hash, "hex"),
        });
      }
    },
    isolate: async () => {
      await merchant.stop();
      await hasChannels(hop, 1);
      return async () => {
        await merchant.start();
        await allTogether();
      };
    },
    spendableMsat: async () => settledMsat(node),
    receivedMsat: async () => settledMsat(merchant),
    cutWire: () => {
      wire.blackHole();
      return () => wire.heal();
    },
    restart: async () => {
      await node.stop();
      await node.start();
      await allTogether();
    },
    setClockAhead: (ms) => {
      aheadMs = ms;
    },
    close: async () => {
      send.close();
      wire.close();
      await simnet.close();
    },
  };
};
