import { Address, Transaction } from "@scure/btc-signer";
import { createLndChainSend } from "../../../main/adapters/lnd/chain-client.ts";
import { createCertificate } from "../../../sandbox/certificate.ts";
import { createLndServer, type LndServer } from "../../../sandbox/lnd/server.ts";
import { LEAST_SAT, type ChainNetwork } from "./chain-network.ts";
import { DEADLINE_MS, MACAROON } from "./fake-network.ts";
import { createMemoryLog, known, type MemoryLog } from "./network.ts";

export const CHAIN_MACAROON = "0201036c6e64cca1cca1";

const REGTEST = { bech32: "bcrt", pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef };

const certificate = createCertificate(["localhost"]);

/** The simulated node as one that sends on the chain, and what only it can be told. */
export interface FakeChainNetwork extends ChainNetwork {
  readonly server: LndServer;
  readonly log: MemoryLog;
  /** Let time pass for the node. */
  passTime(ms: number): void;
}

let addresses = 0;

/** A new address on regtest, whose key nobody has. */
export const regtestAddress = (): string => {
  addresses += 1;
  const hash = Uint8Array.from(Buffer.from(addresses.toString(16).padStart(40, "0"), "hex"));
  return Address(REGTEST).encode({ type: "wpkh", hash });
};

/** Satoshi that confirmed transactions of the node's have sent to an address. */
const receivedAt = (server: LndServer, address: string): bigint =>
  server
    .chainWallet()
    .transactions.filter(({ height }) => height !== null)
    .map(({ rawHex }) => Transaction.fromRaw(Uint8Array.from(Buffer.from(rawHex, "hex"))))
    .flatMap((tx) =>
      Array.from({ length: tx.outputsLength }, (_, at) => ({
        to: tx.getOutputAddress(at, REGTEST),
        amountSat: tx.getOutput(at).amount ?? 0n,
      })),
    )
    .reduce((total, { to, amountSat }) => total + (to === address ? amountSat : 0n), 0n);

/** A node of the sandbox, and the adapter over it. */
export const createFakeChainNetwork = async (
  options: { readonly macaroonHex?: string; readonly dataFile?: string } = {},
): Promise<FakeChainNetwork> => {
  const served = await certificate;
  let skewMs = 0;
  const server = await createLndServer({
    certificate: served,
    macaroonHex: MACAROON,
    chainMacaroonHex: CHAIN_MACAROON,
    seed: "chain",
    nowMs: () => Date.now() + skewMs,
    ...(options.dataFile === undefined ? {} : { dataFile: options.dataFile }),
  });
  const log = createMemoryLog();
  const send = createLndChainSend({
    socket: server.socket,
    tlsCertificate: served.certPem,
    macaroonHex: options.macaroonHex ?? CHAIN_MACAROON,
    network: "regtest",
    minAmountSat: LEAST_SAT,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    log,
    deadlineMs: DEADLINE_MS,
    reconnectMs: 100,
  });
  return {
    server,
    log,
    send,
    passTime: (ms) => {
      skewMs += ms;
      server.tick();
    },
    name: "regtest",
    address: async () => Promise.resolve(regtestAddress()),
    receivedSat: async (address) => Promise.resolve(receivedAt(server, address)),
    giveCoin: async (amountSat) => Promise.resolve(server.fundChain(amountSat)),
    leasedSat: async () => Promise.resolve(server.chainWallet().leasedSat),
    transactions: async () =>
      Promise.resolve(
        server.chainWallet().transactions.map(({ txid, label, feeSat, height }) => ({
          txid,
          label,
          feeSat,
          isConfirmed: height !== null,
        })),
      ),
    spendAll: async () => Promise.resolve(server.spendChain()),
    fundUnheard: async (payment) => {
      // The first call finds the connection; what is lost is the answer, and not the way to the node.
      await known(async () => send.lookUpTransaction("00".repeat(32)));
      server.setFault("FundPsbt", { kind: "lost-answer" });
      const outcome = await send.prepareTransaction(payment);
      server.setFault("FundPsbt", null);
      if (outcome.kind !== "unknown") throw new Error("the answer was heard");
    },
    mine: async (blocks) => {
      server.mine(blocks);
      return Promise.resolve();
    },
    setFeeRate: (satPerVbyte) => server.setFeeRate(satPerVbyte),
    loseAnswers: () => {
      server.setFault("PublishTransaction", { kind: "lost-answer" });
      return () => server.setFault("PublishTransaction", null);
    },
    restart: async () => {
      server.stop();
      await server.start();
    },
    close: async () => {
      send.close();
      server.close();
      return Promise.resolve();
    },
  };
};
