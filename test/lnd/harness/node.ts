/** One LND as a program, with its own wallet. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../../main/domain/failure.ts";
import type { BtcdAddress } from "./btcd.ts";
import { choosePort, type Daemon, type Household, until } from "./daemons.ts";
import { openRpc, type Rpc, type RpcAddress } from "./rpc.ts";

/** What a client of the node is given: where it is, its pin, and what it may do. */
export interface Access {
  /** `localhost:port`. */
  readonly socket: string;
  /** PEM. */
  readonly tlsCertificate: string;
  readonly macaroonHex: string;
}

/** What `GetInfo` says that matters here. */
export interface NodeState {
  readonly height: number;
  readonly isSynced: boolean;
  readonly publicKey: string;
}

export interface Lnd {
  readonly name: string;
  /** `localhost:port` of its gRPC interface. */
  readonly socket: string;
  /** `127.0.0.1:port` where its peers connect. */
  readonly peerAddress: string;
  readonly certPem: string;
  /** For a connection with the rights of the administrator. */
  readonly address: RpcAddress;
  /** One such connection, of this process. */
  readonly rpc: Rpc;
  state(): Promise<NodeState>;
  isRunning(): boolean;
  /** A macaroon for these calls and no other, as hex. */
  bake(uris: readonly string[]): Promise<string>;
  /** What an adapter needs to make these calls and no other. */
  access(uris: readonly string[]): Promise<Access>;
  stop(): Promise<void>;
  /** End it as a power cut does. */
  kill(): Promise<void>;
  /** Start it again from its data; resolves when it answers. */
  start(): Promise<void>;
}

interface Info {
  readonly identity_pubkey: string;
  readonly block_height: number;
  readonly synced_to_chain: boolean;
}

const URI = /^\/(?<service>[^/]+)\/[^/]+$/;

/** How to start one. */
export interface LndOptions {
  readonly name: string;
  readonly program: string;
  readonly btcd: BtcdAddress;
  /** More of LND's own flags. */
  readonly flags?: readonly string[];
}

/** Start a node and wait until it answers; that it is in step with the chain is another matter. */
export const startLnd = async (household: Household, options: LndOptions): Promise<Lnd> => {
  const { name, program, btcd, flags = [] } = options;
  const [rpcPort, peerPort] = [await choosePort(), await choosePort()];
  const dir = join(household.dir, name);
  const socket = `localhost:${rpcPort}`;
  const peerAddress = `127.0.0.1:${peerPort}`;
  const certFile = join(dir, "tls.cert");
  const macaroonFile = join(dir, "data/chain/bitcoin/simnet/admin.macaroon");
  const run = (): Daemon =>
    household.start(name, program, [
      `--lnddir=${dir}`,
      `--alias=${name}`,
      "--noseedbackup",
      "--bitcoin.active",
      "--bitcoin.simnet",
      "--bitcoin.node=btcd",
      `--btcd.rpchost=${btcd.rpcHost}`,
      `--btcd.rpcuser=${btcd.user}`,
      `--btcd.rpcpass=${btcd.password}`,
      `--btcd.rpccert=${btcd.certFile}`,
      `--rpclisten=127.0.0.1:${rpcPort}`,
      `--listen=${peerAddress}`,
      "--norest",
      "--nobootstrap",
      // In milliseconds, for the usual 90 s: what is new of a channel is told to the others at once.
      "--trickledelay=100",
      ...flags,
    ]);
  const address = (): RpcAddress => ({
    socket,
    certPem: readFileSync(certFile, "utf8"),
    macaroonHex: readFileSync(macaroonFile).toString("hex"),
  });
  const stateOf = async (rpc: Rpc): Promise<NodeState> => {
    const answer = (await rpc.call("lightning.GetInfo")) as Info;
    return {
      height: answer.block_height,
      isSynced: answer.synced_to_chain,
      publicKey: answer.identity_pubkey,
    };
  };
  const ready = async (): Promise<Rpc> =>
    until(`${name} answers`, async () => {
      if (!daemon.isRunning()) {
        throw new Failure("LND_ENDED", `${name} ended instead of starting; see its log`);
      }
      if (!existsSync(certFile) || !existsSync(macaroonFile)) return null;
      const rpc = openRpc(address());
      try {
        await stateOf(rpc);
        return rpc;
      } catch {
        rpc.close();
        return null;
      }
    });
  let daemon = run();
  let rpc = await ready();
  const certPem = readFileSync(certFile, "utf8");
  const bake = async (uris: readonly string[]): Promise<string> => {
    const permissions = uris.map((uri) => {
      if (!URI.test(uri)) throw new Failure("URI_INVALID", `${uri} is not the name of a call`);
      return { entity: "uri", action: uri };
    });
    const baked = await rpc.call("lightning.BakeMacaroon", { permissions });
    return (baked as { readonly macaroon: string }).macaroon;
  };

  return {
    name,
    socket,
    peerAddress,
    certPem,
    address: address(),
    get rpc() {
      return rpc;
    },
    state: async () => stateOf(rpc),
    isRunning: () => daemon.isRunning(),
    bake,
    access: async (uris) => ({ socket, tlsCertificate: certPem, macaroonHex: await bake(uris) }),
    stop: async () => {
      rpc.close();
      await daemon.stop();
    },
    kill: async () => {
      rpc.close();
      await daemon.kill();
    },
    start: async () => {
      daemon = run();
      rpc = await ready();
    },
  };
};
