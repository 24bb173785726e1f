/** A btcd of its own chain: simnet, where blocks are found when asked for. */
import { existsSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { Failure } from "../../../main/domain/failure.ts";
import { choosePort, type Daemon, type Household, until } from "./daemons.ts";

/** How a node reaches it. */
export interface BtcdAddress {
  readonly rpcHost: string;
  readonly user: string;
  readonly password: string;
  readonly certFile: string;
}

export interface Btcd {
  readonly address: BtcdAddress;
  /** Start again with the coins of new blocks going to this address. */
  mineTo(address: string): Promise<void>;
  /** Find blocks; the new height. */
  generate(blocks: number): Promise<number>;
  height(): Promise<number>;
}

const USER = "satriel";
const PASSWORD = "simnet";

interface Answer {
  readonly result: unknown;
  readonly error: { readonly message: string } | null;
}

interface Endpoint {
  readonly port: number;
  readonly certFile: string;
}

const post = (endpoint: Endpoint, body: string): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const call = request(
    {
      host: "localhost",
      port: endpoint.port,
      method: "POST",
      auth: `${USER}:${PASSWORD}`,
      ca: readFileSync(endpoint.certFile),
    },
    (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve(text)).on("error", reject);
    },
  );
  call.on("error", reject).end(body);
  return promise;
};

const ask = async (
  endpoint: Endpoint,
  method: string,
  params: readonly unknown[],
): Promise<unknown> => {
  const text = await post(endpoint, JSON.stringify({ jsonrpc: "1.0", id: 1, method, params }));
  const { result, error } = JSON.parse(text) as Answer;
  if (error !== null) throw new Failure("BTCD_REFUSED", `${method}: ${error.message}`);
  return result;
};

/** Start btcd and wait until it answers. */
export const startBtcd = async (household: Household, program: string): Promise<Btcd> => {
  const [rpcPort, peerPort] = [await choosePort(), await choosePort()];
  const dir = join(household.dir, "btcd");
  const certFile = join(dir, "rpc.cert");
  const endpoint = { port: rpcPort, certFile };
  const start = (extra: readonly string[]): Daemon =>
    household.start("btcd", program, [
      "--simnet",
      "--txindex",
      `--rpcuser=${USER}`,
      `--rpcpass=${PASSWORD}`,
      `--rpclisten=127.0.0.1:${rpcPort}`,
      `--listen=127.0.0.1:${peerPort}`,
      `--datadir=${join(dir, "data")}`,
      `--logdir=${join(dir, "logs")}`,
      `--configfile=${join(dir, "none.conf")}`,
      `--rpccert=${certFile}`,
      `--rpckey=${join(dir, "rpc.key")}`,
      "--nobanning",
      ...extra,
    ]);
  const height = async (): Promise<number> => (await ask(endpoint, "getblockcount", [])) as number;
  const ready = async (daemon: Daemon): Promise<void> => {
    await until("btcd answers", async () => {
      if (!daemon.isRunning()) throw new Failure("BTCD_ENDED", "btcd ended instead of starting");
      if (!existsSync(certFile)) return null;
      return height().catch(() => null);
    });
  };
  let daemon = start([]);
  await ready(daemon);
  return {
    address: {
      rpcHost: `localhost:${rpcPort}`,
      user: USER,
      password: PASSWORD,
      certFile,
    },
    mineTo: async (address) => {
      await daemon.stop();
      daemon = start([`--miningaddr=${address}`]);
      await ready(daemon);
    },
    generate: async (blocks) => {
      await ask(endpoint, "generate", [blocks]);
      return height();
    },
    height,
  };
};
