/** `npm start -- --lnd test/lnd` as a person runs it: a real payment through the control page's API. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import type { CashierSnapshot, CoreMessage } from "../../main/bridge/contract.ts";
import type { WorldAction } from "../../sandbox/contract.ts";
import { type ControlClient, createControlClient } from "../../sandbox/control-client.ts";
import { openBridge, stageOf } from "../support/terminal-process.ts";
import { until } from "./harness/daemons.ts";

const START = fileURLToPath(new URL("../../scripts/start.ts", import.meta.url));
const START_MS = 100_000;

interface Cashier {
  untilStage(stage: string): Promise<CashierSnapshot>;
  /** Resolves with the number of the payment whose refund is at this stage. */
  untilRefund(stage: string): Promise<string>;
  command(name: string, args: object): void;
  close(): void;
}

const openCashier = async (url: string): Promise<Cashier> => {
  const socket: WebSocket = await openBridge(url);
  let latest: CashierSnapshot | null = null;
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as CoreMessage;
    if (message.type === "snapshot" && message.snapshot.role === "cashier") {
      latest = message.snapshot;
    }
  });
  socket.on("error", () => undefined);
  await once(socket, "open");
  let calls = 0;
  return {
    untilStage: async (stage) =>
      until(`the cashier's screen says ${stage}`, () =>
        latest !== null && stageOf(latest) === stage ? latest : null,
      ),
    untilRefund: async (stage) =>
      until(`the refund is at ${stage}`, () => {
        const view = latest?.view;
        return view?.kind === "swap" && view.swap.refund?.stage === stage ? view.swap.swapId : null;
      }),
    command: (name, args) =>
      socket.send(JSON.stringify({ type: "command", id: ++calls, name, args })),
    close: () => socket.terminate(),
  };
};

/** The children, grandchildren and so on of a process, as they are now. */
const descendantsOf = (root: number): readonly number[] => {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        return [{ pid: Number(name), parent }];
      } catch {
        // It ended while it was being read.
        return [];
      }
    });
  const below = (pid: number): readonly number[] =>
    parents
      .filter(({ parent }) => parent === pid)
      .flatMap((child) => [child.pid, ...below(child.pid)]);
  return below(root);
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

let dir: string;
let child: ChildProcess;
let said = "";
let control: ControlClient;
let cashier: Cashier;

const addressOf = async (what: string): Promise<string> =>
  until(
    `npm start tells the address of the ${what}`,
    () => {
      if (child.exitCode !== null) throw new Error(`it ended:\n${said}`);
      return new RegExp(`${what}\\s+(http://\\S+)`).exec(said)?.[1] ?? null;
    },
    START_MS,
  );

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "satriel-start-"));
  const args = [START, "--lnd", "test/lnd", "--no-browser", "--dir", dir];
  child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  cashier = await openCashier(await addressOf("Cashier's screen"));
  control = createControlClient(await addressOf("Control page"));
}, START_MS + 20_000);

afterAll(() => {
  cashier.close();
  child.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

const act = async (action: WorldAction) => {
  const result = await control.act(action);
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result;
};

/** Scan one of the shop's codes, and confirm it as the cashier. */
const showInvoice = async () => {
  await until("the scanner is heard", async () =>
    (await control.state()).scanner.connections > 0 ? true : null,
  );
  await act({ kind: "scan-sample", sample: "order-khr", amount: "8000" });
  const { view } = await cashier.untilStage("review");
  if (view.kind !== "review") throw new Error("no quote");
  cashier.command("confirmQuote", { swapId: view.swapId });
  await cashier.untilStage("awaiting-payment");
  return until(
    "the wallet sees the invoice",
    async () => (await control.state()).wallet.onShow ?? null,
  );
};

const paymentOf = async (hash: string) =>
  (await control.state()).wallet.payments.find((payment) => payment.hash === hash);

describe("npm start -- --lnd test/lnd", () => {
  it("says that Lightning is real, and shows a wallet of real channels", async () => {
    expect(said).toContain("Lightning is real");
    const { wallet, node } = await control.state();
    expect(node).toMatchObject({ isReal: true, isRunning: true, isSynced: true, fault: "none" });
    expect(BigInt(wallet.balanceMsat)).toBeGreaterThan(4_000_000_000n);
    expect(wallet.payments).toEqual([]);
  });

  it("takes a payment from the tourist's wallet to paid: invoice, bank, receipt", async () => {
    const before = BigInt((await control.state()).wallet.balanceMsat);
    const { hash, request, valueMsat } = await showInvoice();
    expect(request).toMatch(/^lnsb/);
    await act({ kind: "pay" });
    await cashier.untilStage("paid");
    await until("the wallet has its proof", async () =>
      (await paymentOf(hash))?.state === "paid" ? true : null,
    );
    // A channel takes a moment after the payment's end.
    await until("the wallet has that much less", async () =>
      BigInt((await control.state()).wallet.balanceMsat) === before - BigInt(valueMsat)
        ? true
        : null,
    );
    const { rail, node } = await control.state();
    expect(rail.credits).toHaveLength(1);
    expect(node.invoices[0]).toMatchObject({ hash, state: "SETTLED" });
    cashier.command("goIdle", {});
    await cashier.untilStage("idle");
  });

  it("sends what is owed back to the tourist's node, once", async () => {
    await act({ kind: "rail-fault", fault: "down", mode: "sticky" });
    const { valueMsat } = await showInvoice();
    await act({ kind: "pay" });
    await cashier.untilStage("credit-pending");
    await act({ kind: "rail-fault", fault: "refused", mode: "sticky" });
    await cashier.untilStage("owed");
    await act({ kind: "rail-fault", fault: "none", mode: "sticky" });
    await act({ kind: "request", amountMsat: valueMsat });
    const [request] = (await control.state()).wallet.requests;
    expect(request).toMatchObject({ state: "open", valueMsat, manner: "takes" });
    await act({ kind: "scan", text: request?.request ?? "" });
    const swapId = await cashier.untilRefund("review");
    cashier.command("confirmRefund", { swapId });
    await cashier.untilStage("refunded");
    await until("the wallet has received it", async () => {
      const [received] = (await control.state()).wallet.requests;
      return received?.state === "paid" ? true : null;
    });
    cashier.command("goIdle", {});
    await cashier.untilStage("idle");
  });

  it("gives a payment back when the bank refuses, however many blocks were found", async () => {
    await act({ kind: "rail-fault", fault: "refused", mode: "once" });
    const { height } = (await control.state()).node;
    await act({ kind: "mine", blocks: 3 });
    expect((await control.state()).node.height).toBe(height + 3);
    const { hash } = await showInvoice();
    await act({ kind: "pay" });
    await cashier.untilStage("returned");
    await until("the wallet has its money back", async () =>
      (await paymentOf(hash))?.state === "returned" ? true : null,
    );
    await until("none of it is on the way", async () =>
      (await control.state()).wallet.lockedMsat === "0" ? true : null,
    );
    cashier.command("goIdle", {});
    await cashier.untilStage("idle");
  });

  it("says of what no real node can be told that it cannot", async () => {
    expect(await control.act({ kind: "node-sync", isSynced: false })).toMatchObject({
      ok: false,
      code: "NETWORK_IS_REAL",
    });
  });

  it("ends with every program of its own on Ctrl+C, and leaves no file of the network", async () => {
    const all = descendantsOf(child.pid ?? 0);
    const commands = all.map((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    const folders = commands.flatMap((line) => /--lnddir=([^\0]+)/.exec(line)?.[1] ?? []);
    expect(folders).toHaveLength(2);
    const { node } = await control.state();
    expect(node.isRunning).toBe(true);
    const exited = once(child, "exit");
    child.kill("SIGINT");
    expect(await exited).toEqual([0, null]);
    await until("every program has ended", () => (all.some(isAlive) ? null : true));
    expect(folders.filter((folder) => existsSync(dirname(folder)))).toEqual([]);
  });
});
