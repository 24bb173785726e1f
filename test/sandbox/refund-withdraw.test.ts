/** A whole terminal over the sandbox's real wires: a payer's wallet takes what is owed by itself, over HTTP. */
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Config } from "../../main/config/schema.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import type { World } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { addressIn, ask, createWallet } from "../support/lnurl-wallet.ts";
import { atCounter } from "./counter.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

const PUBLIC_URL = "https://refund.example";

let rig: WorldRig;
let world: World;
let terminal: ComposedTerminal;

const { view, payer, situation, when, ready, owe } = atCounter(() => ({ terminal, world }));

/** A port that nobody has at the moment. */
const freePort = async (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.listen({ host: "127.0.0.1", port: 0 }, () => {
      const address = server.address();
      const port = address !== null && typeof address === "object" ? address.port : null;
      server.close(() => (port === null ? reject(new Error("no port")) : resolve(port)));
    });
  });

const withWithdraw = (config: Config, port: number): Config => ({
  ...config,
  refunds: {
    ...config.refunds,
    withdraw: { listen: `127.0.0.1:${port}`, publicUrl: PUBLIC_URL, holdsMs: 86_400_000 },
  },
});

const start = async (config: Config): Promise<void> => {
  terminal = await composeTerminal(config, createFakeLog());
  await ready();
};

const qrOnScreen = (): string | null => {
  const now = payer();
  return now.kind === "refund" ? now.withdrawQr : null;
};

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
});
afterEach(async () => {
  await terminal.close();
  await rig.remove();
});

describe("a refund that a wallet takes by itself", { timeout: 60_000 }, () => {
  it("is paid once, over the terminal's own node, after a restart too", async () => {
    const port = await freePort();
    await start(withWithdraw(rig.config(), port));
    await owe();
    const qr = qrOnScreen() ?? "";
    await terminal.close();
    await start(withWithdraw(rig.config(), port));
    expect(qrOnScreen()).toBe(qr);
    const wallet = createWallet(port, PUBLIC_URL);
    const made: string[] = [];
    const invoiceFor = (amountMsat: bigint): string => {
      const { request, hash } = world.lnd.invoiceToPay({ amountMsat });
      made.push(request, hash);
      return request;
    };
    expect(await wallet.take(qr, invoiceFor)).toMatchObject({ body: { status: "OK" } });
    const k1 = new URL(addressIn(qr)).searchParams.get("k1") ?? "";
    const { body: again } = await ask(port, `/w/take?k1=${k1}&pr=${made[0] ?? ""}`);
    expect(again).toEqual({ status: "OK" });
    await when(() => situation() === "refunded");
    const other = world.lnd.invoiceToPay({ amountMsat: 1_000_000n }).request;
    const { body: second } = await ask(port, `/w/take?k1=${k1}&pr=${other}`);
    expect(second).toMatchObject({ status: "ERROR" });
    expect(world.lnd.payments()).toMatchObject([{ hash: made[1], status: "SUCCEEDED" }]);
    expect(qrOnScreen()).toBeNull();
  });

  it("is off by default: nothing listens, and no code is shown", async () => {
    const port = await freePort();
    await start(rig.config());
    await owe();
    expect(payer()).toMatchObject({ kind: "refund", withdrawQr: null });
    await expect(ask(port, "/w")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("does not keep the terminal shut when its port is taken", async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen({ host: "127.0.0.1", port: 0 }, () => {
        const address = other.address();
        resolve(address !== null && typeof address === "object" ? address.port : 0);
      });
    });
    try {
      await start(withWithdraw(rig.config(), port));
      expect(view().kind).toBe("idle");
    } finally {
      other.close();
    }
  });
});
