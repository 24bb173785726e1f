import { request as httpsRequest } from "node:https";
import { readFileSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { judgeTillMacaroon } from "../../main/adapters/lnd/till-access.ts";
import { readKhqr } from "../../main/domain/emv/khqr.ts";
import { tcpPortOf } from "../../sandbox/devices/tcp-plug.ts";
import type { WorldAction } from "../../sandbox/contract.ts";
import type { World } from "../../sandbox/world.ts";
import {
  createWorldRig,
  order,
  plugInto,
  secretOf,
  settle,
  until,
  type WorldRig,
} from "./support.ts";

let rig: WorldRig;
let world: World;

beforeEach(async () => {
  rig = createWorldRig();
  world = await rig.open();
});
afterEach(() => rig.remove());

const codeOf = async (action: WorldAction): Promise<string> => {
  const result = await world.act(action);
  return result.ok ? "ok" : result.code;
};

describe("the terminal's configuration", () => {
  it("loads, and points at this world", () => {
    const { lnd, rail, rates, devices, terminal } = rig.config();
    expect(lnd.socket).toBe(world.lnd.socket);
    expect(rail.baseUrl).toBe(world.rail.url);
    expect(rates.sources.nbc.baseUrl).toBe(world.rates.baseUrl("nbc"));
    expect(devices.printer?.transport).toMatchObject({
      port: tcpPortOf(world.printer.state().address),
    });
    expect(devices.scanner?.transport).toMatchObject({ port: world.scanner.state().port });
    expect(readKhqr(terminal.ownKhqr ?? "", { atMs: null }).valid).toBe(true);
  });

  it("names credentials that open the rail, over TLS that it trusts", async () => {
    const { rail } = rig.config();
    const status = await new Promise((resolve, reject) => {
      httpsRequest(
        `${rail.baseUrl}/v1/float/KHR`,
        {
          ca: readFileSync(rail.caFile ?? ""),
          headers: {
            authorization: `Bearer ${readFileSync(rail.tokenFile, "utf8").trim()}`,
            "rail-environment": "sandbox",
          },
        },
        (response) => resolve(response.resume().statusCode),
      )
        .once("error", reject)
        .end();
    });
    expect(status).toBe(200);
  });

  it.each(["lnd.macaroon", "lnd-books.macaroon", "rail.token", "lnd-tls.key", "rail-ca.key"])(
    "keeps secrets/%s for its owner",
    (name) => {
      expect(statSync(`${rig.dir}/secrets/${name}`).mode & 0o077).toBe(0);
    },
  );

  it("gives the terminal a macaroon that even a live one takes", () => {
    const hex = readFileSync(`${rig.dir}/secrets/lnd.macaroon`).toString("hex");
    expect(judgeTillMacaroon(hex)).toEqual({ kind: "fitting" });
  });
});

describe("the tourist", () => {
  it("pays the invoice on show, and has paid once the payee settles", async () => {
    await order(rig, "tea");
    expect(world.state().wallet.onShow).toMatchObject({ memo: "tea", valueMsat: "1000000" });
    expect(await world.act({ kind: "pay" })).toMatchObject({ ok: true, hash: secretOf("tea").id });
    expect(world.state().wallet).toMatchObject({
      lockedMsat: "1000000",
      onShow: null,
      payments: [{ memo: "tea", state: "held" }],
    });
    await settle(rig, "tea");
    expect(world.state().wallet).toMatchObject({
      balanceMsat: "1999000000",
      lockedMsat: "0",
      payments: [{ state: "paid" }],
    });
  });

  it.each([
    ["a request", (request: string) => request],
    ["a wallet's link", (request: string) => `LIGHTNING:${request.toUpperCase()}`],
    ["a hash", () => secretOf("first").id],
  ])("pays %s, though a newer invoice is on show", async (_what, target) => {
    const request = await order(rig, "first");
    await order(rig, "second");
    expect(await world.act({ kind: "pay", target: target(request) })).toMatchObject({
      hash: secretOf("first").id,
    });
  });

  it.each([
    [{ percent: 105 }, "1050000", "held"],
    [{ amountMsat: "1000001" }, "1000001", "held"],
    [{ percent: 40 }, "400000", "waiting"],
  ] as const)("sends %j", async (options, sentMsat, state) => {
    await order(rig, "tea");
    await world.act({ kind: "pay", ...options });
    expect(world.state().wallet.payments).toMatchObject([{ sentMsat, state }]);
  });

  it("takes back a part, but not what the payee holds", async () => {
    await order(rig, "tea");
    await world.act({ kind: "pay", percent: 40 });
    expect(await codeOf({ kind: "give-up" })).toBe("ok");
    expect(world.state().wallet.payments).toMatchObject([{ state: "returned" }]);
    await world.act({ kind: "pay" });
    expect(await codeOf({ kind: "give-up" })).toBe("NOTHING_TO_GIVE_UP");
  });

  it("pays late: the node takes it after the price has run out", async () => {
    await order(rig, "tea");
    await world.act({ kind: "pay", isLate: true });
    const [invoice] = world.lnd.invoices();
    const expiresAtMs = world.state().node.invoices[0]?.expiresAtMs ?? 0;
    expect(invoice?.htlcs[0]?.acceptedAtMs).toBeGreaterThan(expiresAtMs + 30_000);
  });

  it("hears why it cannot pay", async () => {
    expect(await codeOf({ kind: "pay" })).toBe("INVOICE_NOT_FOUND");
    await order(rig, "a palace", 3_000_000);
    expect(await world.act({ kind: "pay" })).toMatchObject({
      code: "PAYMENT_FAILED",
      message: "FAILURE_REASON_INSUFFICIENT_BALANCE",
    });
    await world.act({ kind: "fund-wallet", amountMsat: "2000000000" });
    expect(await codeOf({ kind: "pay" })).toBe("ok");
  });
});

describe("the counter", () => {
  it("has codes to pay and codes to refuse, each as it says", () => {
    const { samples } = world.state();
    expect(samples).toHaveLength(10);
    for (const { id, payload, isRefused } of samples) {
      const isPaid = readKhqr(payload, { atMs: Date.now() }).valid;
      expect([id, isPaid]).toEqual([id, !isRefused]);
    }
  });

  it("makes out an order anew each time it is scanned", async () => {
    const cable = await plugInto(world, world.scanner.state().port);
    const lines: string[] = [];
    const two = new Promise<void>((resolve) => {
      cable.on("data", (chunk: Buffer) => {
        lines.push(...chunk.toString("utf8").split("\r").filter(Boolean));
        if (lines.length === 2) resolve();
      });
    });
    await world.act({ kind: "scan-sample", sample: "order-usd", amount: "12.5" });
    await world.act({ kind: "scan-sample", sample: "order-usd" });
    await two;
    cable.destroy();
    const amounts = lines.map((line) => {
      const reading = readKhqr(line, { atMs: Date.now() });
      return reading.valid ? reading.code.amount?.fiat.minor : reading.error.code;
    });
    expect(amounts).toEqual([1250n, 1250n]);
    expect(lines[0]).not.toBe(lines[1]);
  });

  it("says so when no terminal listens to the scanner", async () => {
    expect(await codeOf({ kind: "scan", text: "anything" })).toBe("SCANNER_NOT_CONNECTED");
  });

  it("hands out what was printed, by number", async () => {
    const cable = await plugInto(world, tcpPortOf(world.printer.state().address));
    cable.write(Buffer.from("one\n\x1dV\x00two\n\x1dV\x00", "latin1"));
    await until(world, () => world.state().printer.papers.length === 2);
    cable.destroy();
    expect(world.state().printer.papers.map(({ number }) => number)).toEqual([2, 1]);
    expect(world.paperPng(2)?.subarray(1, 4).toString()).toBe("PNG");
    expect([world.paperPng(0), world.paperPng(3)]).toEqual([null, null]);
  });
});

describe("the bank", () => {
  it("has the shop's account before the first payment, and changes it on request", async () => {
    const [account] = world.state().rail.accounts;
    const change = { holderName: "SOMEBODY ELSE", status: "closed" } as const;
    expect(await codeOf({ kind: "account", id: account?.id ?? "", change })).toBe("ok");
    expect(world.state().rail.accounts).toMatchObject([{ ...change, id: account?.id }]);
  });

  it("knows no account that nobody has shown", async () => {
    expect(await codeOf({ kind: "account", id: "nobody@nowhere", change: {} })).toBe(
      "ACCOUNT_NOT_FOUND",
    );
  });
});

describe("the gremlin", () => {
  const troubles: readonly (readonly [WorldAction, object])[] = [
    [{ kind: "node-fault", fault: "lost-answers" }, { node: { fault: "lost-answers" } }],
    [{ kind: "node-power", isOn: false }, { node: { isRunning: false } }],
    [{ kind: "node-sync", isSynced: false }, { node: { isSynced: false } }],
    [
      { kind: "rail-fault", fault: "refused", mode: "sticky" },
      { rail: { faults: { sticky: "refused" } } },
    ],
    [
      { kind: "rate-fault", feed: "kraken", fault: "tenfold" },
      { rates: { feeds: { kraken: { fault: "tenfold" } } } },
    ],
    [
      { kind: "printer", change: { paperOut: true } },
      { printer: { switches: { paperOut: true } } },
    ],
    [{ kind: "scanner-plug", isPlugged: false }, { scanner: { isUnplugged: true } }],
  ];

  it.each(troubles)("%j shows, and is repaired", async (action, trouble) => {
    expect(world.state()).not.toMatchObject(trouble);
    expect(await codeOf(action)).toBe("ok");
    expect(world.state()).toMatchObject(trouble);
    expect(await codeOf({ kind: "repair" })).toBe("ok");
    expect(world.state()).not.toMatchObject(trouble);
  });

  it("finds blocks and moves prices", async () => {
    const { height } = world.state().node;
    await world.act({ kind: "mine", blocks: 50 });
    expect(world.state().node.height).toBe(height + 50);
    await world.act({ kind: "riel-rate", rielPerUsd: 4_100 });
    expect(world.state().rates.rielPerUsd).toBe("4100.00");
  });
});

describe("a restart", () => {
  it("finds money, chain, prices, credentials and ports as they were", async () => {
    await order(rig, "tea");
    await world.act({ kind: "pay" });
    await world.act({ kind: "mine", blocks: 3 });
    await world.act({ kind: "price", usdPerBtc: 71_000 });
    const before = world.state();
    const config = rig.config();
    const nodeId = world.lnd.nodeId;
    await world.close();
    world = await rig.open({ seed: 8 });
    const after = world.state();
    expect(after.wallet).toEqual(before.wallet);
    expect(after.node.height).toBe(before.node.height);
    expect(Number(after.rates.usdPerBtc)).toBeCloseTo(71_000, -3);
    expect(world.lnd.nodeId).toBe(nodeId);
    expect(rig.config()).toEqual(config);
    await settle(rig, "tea");
    expect(world.state().wallet.payments).toMatchObject([{ state: "paid" }]);
  });

  it("takes another port when its own is taken, and tells the terminal", async () => {
    const { port } = world.scanner.state();
    await world.close();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, "127.0.0.1", resolve));
    world = await rig.open();
    const now = world.scanner.state().port;
    expect(now).not.toBe(port);
    expect(rig.config().devices.scanner?.transport).toMatchObject({ port: now });
    await new Promise((resolve) => squatter.close(resolve));
  });

  it("does not take another port than one that must be", async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
    const { port } = squatter.address() as AddressInfo;
    await world.close();
    await expect(rig.open({ ports: { printer: port } })).rejects.toThrow("EADDRINUSE");
    await new Promise((resolve) => squatter.close(resolve));
    world = await rig.open();
    expect(world.lnd.isRunning()).toBe(true);
  });
});

it("is alone in its folder", async () => {
  await expect(rig.open()).rejects.toMatchObject({ code: "SANDBOX_ALREADY_RUNNING" });
});
