import { randomBytes } from "node:crypto";
import { createLndLightning, type LndLightning } from "../../../main/adapters/lnd/client.ts";
import { createCertificate, type Certificate } from "../../../sandbox/certificate.ts";
import { macaroonOf } from "../../../sandbox/lnd/macaroons.ts";
import { createLndServer, type LndServer } from "../../../sandbox/lnd/server.ts";
import type { PayOptions } from "../../../sandbox/lnd/wallet.ts";
import { openRpc, refusalOf } from "../../lnd/harness/rpc.ts";
import { createTcpRelay, type TcpRelay } from "./tcp-relay.ts";
import { createMemoryLog, type MemoryLog, type Network, type PayerOptions } from "./network.ts";

/** Deadline of every call in these tests. */
export const DEADLINE_MS = 500;
export const MACAROON = macaroonOf("till", "test");
const BOOKS_MACAROON = macaroonOf("books", "test");

/** A simulated node, the adapter over it, and a clock that tests can move. */
export interface FakeNetwork {
  readonly server: LndServer;
  readonly lightning: LndLightning;
  readonly certificate: Certificate;
  readonly log: MemoryLog;
  /** Let time pass for the node; the terminal's own clock is the system's. */
  passTime(ms: number): void;
  close(): void;
}

/** What is different from a good terminal and a good node. */
export interface FakeNetworkOptions {
  readonly macaroonHex?: string;
  readonly pinned?: string;
  readonly dataFile?: string;
  /** Reach the node through this, given its port: the `host:port` to use instead. */
  readonly via?: (port: number) => Promise<string>;
}

const certificate = createCertificate(["localhost"]);

export const createFakeNetwork = async (options: FakeNetworkOptions = {}): Promise<FakeNetwork> => {
  const served = await certificate;
  let skewMs = 0;
  const server = await createLndServer({
    certificate: served,
    macaroonHex: MACAROON,
    booksMacaroonHex: BOOKS_MACAROON,
    seed: "test",
    nowMs: () => Date.now() + skewMs,
    ...(options.dataFile === undefined ? {} : { dataFile: options.dataFile }),
  });
  const log = createMemoryLog();
  const port = Number(server.socket.split(":")[1]);
  const lightning = createLndLightning({
    socket: (await options.via?.(port)) ?? server.socket,
    tlsCertificate: options.pinned ?? served.certPem,
    macaroonHex: options.macaroonHex ?? MACAROON,
    booksMacaroonHex: BOOKS_MACAROON,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    random: { bytes: (count) => randomBytes(count), fraction: () => 0.5 },
    log,
    deadlineMs: DEADLINE_MS,
    watch: { firstMs: 20, mostMs: 100 },
  });
  return {
    server,
    lightning,
    log,
    certificate: served,
    passTime: (ms) => {
      skewMs += ms;
      server.tick();
    },
    close: () => {
      lightning.close();
      server.close();
    },
  };
};

/** The parts that a payer sends who may not send more than so much at once. */
const partsOf = (amountMsat: bigint, mostMsat: bigint): readonly bigint[] =>
  amountMsat <= mostMsat ? [amountMsat] : [mostMsat, ...partsOf(amountMsat - mostMsat, mostMsat)];

const payOptions = ({ amountMsat = 50_000_000n, maxPartMsat }: PayerOptions): PayOptions => ({
  amountMsat,
  ...(maxPartMsat === undefined ? {} : { partsMsat: partsOf(amountMsat, maxPartMsat) }),
});

const asNetwork = (
  fake: FakeNetwork,
): Omit<Network, "cut" | "blackHole" | "heal" | "refusalOf" | "close"> => ({
  lightning: fake.lightning,
  pay: async (request, options = {}) => {
    const { finished } = fake.server.pay(request, payOptions(options));
    return (await finished).state === "paid" ? "paid" : "not-paid";
  },
  mine: async (blocks) => {
    fake.server.mine(blocks);
    await Promise.resolve();
  },
  height: async () => Promise.resolve(fake.server.height()),
  restart: async (meanwhile) => {
    fake.server.stop();
    await meanwhile?.();
    await fake.server.start();
  },
});

/** The same as the suite knows it, behind a wire that can break. */
export const createSuiteNetwork = async (): Promise<Network> => {
  const wires: TcpRelay[] = [];
  const fake = await createFakeNetwork({
    via: async (port) => {
      const wire = await createTcpRelay(port);
      wires.push(wire);
      return wire.socket;
    },
  });
  const rpc = openRpc({
    socket: fake.server.socket,
    certPem: fake.certificate.certPem,
    macaroonHex: MACAROON,
  });
  return {
    ...asNetwork(fake),
    cut: () => wires.forEach((wire) => wire.cut()),
    blackHole: () => wires.forEach((wire) => wire.blackHole()),
    heal: () => wires.forEach((wire) => wire.heal()),
    refusalOf: async (method, request) => refusalOf(rpc, method, request),
    close: async () => {
      rpc.close();
      fake.close();
      for (const wire of wires) wire.close();
      return Promise.resolve();
    },
  };
};
