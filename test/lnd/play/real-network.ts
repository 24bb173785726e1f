/** Real nodes as the sandbox's world plays on them. */
import { CALLS } from "../../../main/adapters/lnd/permissions.ts";
import { createTcpRelay, type TcpRelay } from "../../adapters/lnd/tcp-relay.ts";
import type { NetworkOpener, NetworkView, PlayNetwork } from "../../../sandbox/network.ts";
import type { Simnet } from "../harness/simnet.ts";
import { playOn } from "./acts.ts";
import { invoicesOf, nodeFigures, type Play, walletOf } from "./picture.ts";
import { requestsOf } from "./requests.ts";

/** How often the nodes are asked what is new: they are on this machine. */
const LOOK_EVERY_MS = 300;

const EMPTY: NetworkView = {
  wallet: { balanceMsat: "0", lockedMsat: "0", payments: [], onShow: null, requests: [] },
  node: {
    isReal: true,
    socket: "",
    isRunning: false,
    isSynced: false,
    height: 0,
    inboundMsat: "0",
    fault: "none",
    wayOut: "open",
    streams: 0,
    invoices: [],
  },
};

const lookAt = async (play: Play, before: NetworkView): Promise<NetworkView> => {
  const { simnet, relay, isDead } = play;
  const { payee, payer } = simnet;
  const isRunning = payee.isRunning();
  const invoices = isRunning ? await invoicesOf(payee) : before.node.invoices;
  const figures = isRunning
    ? await nodeFigures(payee)
    : { isSynced: before.node.isSynced, inboundMsat: before.node.inboundMsat };
  return {
    wallet: { ...(await walletOf(payer, invoices)), requests: await requestsOf(payer) },
    node: {
      ...before.node,
      ...figures,
      socket: relay.socket,
      isRunning,
      height: await simnet.height(),
      fault: isDead ? "black-hole" : "none",
      streams: relay.connectionCount(),
      invoices,
    },
  };
};

/** Create what is played on; `onNews` is told when a look found something new. */
const createPlay = (simnet: Simnet, relay: TcpRelay, onNews: () => void): Play => {
  let newest = EMPTY;
  const play: Play = {
    simnet,
    relay,
    isDead: false,
    view: () => newest,
    look: async () => {
      const found = await lookAt(play, newest);
      const isNew = JSON.stringify(found) !== JSON.stringify(newest);
      newest = found;
      if (isNew) onNews();
      return found;
    },
  };
  return play;
};

/** Look again and again until told to stop; a node that is just going or coming is asked the next time. */
const keepLooking = (play: Play): (() => Promise<void>) => {
  let isOver = false;
  let timer: NodeJS.Timeout;
  let looking: Promise<unknown> = Promise.resolve();
  const again = (): void => {
    timer = setTimeout(() => {
      looking = play
        .look()
        .catch(() => undefined)
        .then(() => (isOver ? undefined : again()));
    }, LOOK_EVERY_MS);
  };
  again();
  return async () => {
    isOver = true;
    clearTimeout(timer);
    await looking;
  };
};

const createNetwork = async (simnet: Simnet, relay: TcpRelay): Promise<PlayNetwork> => {
  const listeners = new Set<() => void>();
  const play = createPlay(simnet, relay, () => {
    for (const listener of listeners) listener();
  });
  await play.look();
  const stopLooking = keepLooking(play);
  return {
    chainName: "simnet",
    otherMacaroons: ["books", "payout"],
    socket: relay.socket,
    view: () => play.view(),
    act: async (action) => {
      const result = await playOn(play, action);
      await play.look().catch(() => undefined);
      return result;
    },
    repair: async () => {
      play.isDead = false;
      relay.heal();
      if (!simnet.payee.isRunning()) await simnet.payee.start();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => {
      await stopLooking();
      relay.close();
    },
  };
};

/** Put a wire before the operator's node and play on the network; the network stays its owner's. */
export const openRealNetwork = async (simnet: Simnet): ReturnType<NetworkOpener> => {
  const { payee } = simnet;
  const relay = await createTcpRelay(Number(payee.socket.split(":")[1]));
  const network = await createNetwork(simnet, relay);
  const access = await payee.access(CALLS.till);
  const otherMacaroonsHex = {
    books: (await payee.access(CALLS.books)).macaroonHex,
    payout: (await payee.access(CALLS.payout)).macaroonHex,
  };
  return { network, access: { ...access, otherMacaroonsHex, socket: relay.socket } };
};
