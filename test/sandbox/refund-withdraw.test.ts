/** A whole terminal over the sandbox's real wires: a payer's wallet takes what is owed by itself, over HTTP. */
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CashierView, PayerView } from "../../main/bridge/contract-view.ts";
import type { Config } from "../../main/config/schema.ts";
import { composeTerminal } from "../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../main/hosts/compose/composed.ts";
import type { WorldAction } from "../../sandbox/contract.ts";
import type { World } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { addressIn, ask, createWallet } from "../support/lnurl-wallet.ts";
import { createWorldRig, type WorldRig } from "./support.ts";

const PUBLIC_URL = "https://refund.example";

let rig: WorldRig;
let world: World;
let terminal: ComposedTerminal;

const view = (): CashierView => terminal.core.snapshot("cashier").view;
const payer = (): PayerView => terminal.core.snapshot("payer").view;
const situation = (): string => {
  const now = view();
  return now.kind === "swap" ? now.swap.situation : now.kind;
};

/** Resolves once it holds; looked at whenever the screen or the world changes. */
const when = async (holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const ends: (() => void)[] = [];
    const look = (): void => {
      if (!holds()) return;
      for (const end of ends) end();
      resolve();
    };
    ends.push(terminal.core.onChange(look), world.onChange(look));
    look();
  });

const act = async (action: WorldAction): Promise<void> => {
  expect(await world.act(action)).toMatchObject({ ok: true });
};

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
  const { core } = terminal;
  await when(() => world.scanner.state().connections > 0);
  await when(() => core.snapshot("cashier").links.payoutRail === "up");
  await when(() => core.snapshot("cashier").links.rates === "up");
};

/** Under stand-in the bitcoin is taken first; then the bank refuses for good. */
const owe = async (): Promise<void> => {
  await act({ kind: "rail-fault", fault: "down", mode: "sticky" });
  await act({ kind: "scan-sample", sample: "order-khr", amount: "24000" });
  await when(() => view().kind === "review");
  const review = view();
  if (review.kind !== "review") throw new Error("no quote");
  terminal.core.call("cashier", "confirmQuote", { swapId: review.swapId });
  await when(() => situation() === "awaiting-payment");
  await act({ kind: "pay" });
  await when(() => situation() === "credit-pending");
  await act({ kind: "rail-fault", fault: "refused", mode: "sticky" });
  await when(() => situation() === "owed");
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
