/** What the macaroons that `npm run lnd:bake` makes can do on a real LND, what they cannot, and for how long. */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLndLightning, type LndLightning } from "../../main/adapters/lnd/client.ts";
import { readMacaroon, withCaveat } from "../../main/adapters/lnd/macaroon.ts";
import { CALLS, type MacaroonKind } from "../../main/adapters/lnd/permissions.ts";
import { judgeTillMacaroon } from "../../main/adapters/lnd/till-access.ts";
import { refused, unknown } from "../../main/domain/outcome.ts";
import { createCertificate } from "../../sandbox/certificate.ts";
import { createMemoryLog, known } from "../adapters/lnd/network.ts";
import { openInvoice } from "../support/crash-bench.ts";
import { until } from "./harness/daemons.ts";
import { createCaller, everyCall } from "./harness/every-call.ts";
import { createPayBench } from "./harness/pay-bench.ts";
import { startSimnet, type Simnet } from "./harness/simnet.ts";

const CLI = new URL("../../main/hosts/lnd-bake-cli.ts", import.meta.url).pathname;
const DENIED = "permission denied";
const UNAUTHORISED = unknown("LND_UNAUTHORISED");

let simnet: Simnet;
beforeAll(async () => {
  simnet = await startSimnet();
});
afterAll(async () => {
  await simnet.close();
});

const inNode = (name: string): string => join(simnet.dir, "payee", name);
const adminFile = (): string => inNode("data/chain/bitcoin/simnet/admin.macaroon");

let files = 0;
/** Run the command as an operator does; the file it wrote, and all that it said. */
const bake = (kind: MacaroonKind, rootKeyId: string, ...more: readonly string[]) => {
  files += 1;
  const out = join(simnet.dir, `baked-${files}.macaroon`);
  const where = ["--node", simnet.payee.socket, "--cert", inNode("tls.cert")];
  const what = ["--kind", kind, "--root-key", rootKeyId, "--out", out, "--admin", adminFile()];
  const run = spawnSync(process.execPath, [CLI, ...what, ...where, ...more], { encoding: "utf8" });
  return { out, status: run.status, said: run.stdout + run.stderr };
};

const hexOf = (path: string): string => readFileSync(path).toString("hex");

const adapterOf = (macaroonHex: string, tlsCertificate = simnet.payee.certPem): LndLightning =>
  createLndLightning({
    socket: simnet.payee.socket,
    tlsCertificate,
    macaroonHex,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    random: { bytes: (count) => randomBytes(count), fraction: () => 0.5 },
    log: createMemoryLog(),
    deadlineMs: 5_000,
    watch: { firstMs: 50, mostMs: 500 },
  });

/** What the node says of itself to this macaroon. */
const infoFor = async (macaroonHex: string) => {
  const lightning = adapterOf(macaroonHex);
  try {
    return await lightning.nodeInfo();
  } finally {
    lightning.close();
  }
};

describe("lnd:bake", () => {
  it("makes exactly the macaroon that was asked for, for its owner alone, and prints none", () => {
    const { out, status, said } = bake("till", "7", "--ip", "127.0.0.1");
    expect(said).toContain("lncli deletemacaroonid 7");
    expect(status).toBe(0);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const content = readMacaroon(readFileSync(out));
    expect(content).toMatchObject({
      rootKeyId: "7",
      permissions: CALLS.till.toSorted().map((action) => ({ entity: "uri", action })),
      caveats: [expect.stringMatching(/^time-before \d{4}-.*Z$/), "ipaddr 127.0.0.1"],
    });
    const until90Days = Date.parse(content?.caveats[0]?.slice(12) ?? "") - Date.now();
    expect(Math.round(until90Days / 86_400_000)).toBe(90);
    for (const secret of [readFileSync(out), readFileSync(adminFile())]) {
      expect(said).not.toContain(secret.toString("hex"));
      expect(said).not.toContain(secret.toString("base64"));
    }
    expect(judgeTillMacaroon(hexOf(out))).toEqual({ kind: "fitting" });
  });

  it("leaves a file that is there alone, and says what the node says", () => {
    const { out } = bake("till", "7");
    const before = hexOf(out);
    expect(bake("till", "8", "--out", out)).toMatchObject({
      status: 1,
      said: expect.stringContaining("FILE_EXISTS") as string,
    });
    expect(hexOf(out)).toBe(before);
    expect(bake("till", "8", "--admin", out)).toMatchObject({
      status: 1,
      said: expect.stringContaining("LND_UNAUTHORISED") as string,
    });
    expect(bake("till", "0")).toMatchObject({ status: 2 });
  });

  it("sees that the administrator's own macaroon is too strong for a till", () => {
    expect(judgeTillMacaroon(hexOf(adminFile()))).toMatchObject({
      kind: "too-strong",
      excess: expect.arrayContaining([
        "macaroon:generate",
        "offchain:write",
        "onchain:write",
        "address:write",
        "info:write",
        "peers:write",
        "signer:generate",
        "message:write",
      ]) as string[],
    });
  });
});

describe("every call of a real LND", () => {
  const never = [
    "/routerrpc.Router/SendPaymentV2",
    "/lnrpc.Lightning/SendCoins",
    "/lnrpc.Lightning/NewAddress",
    "/lnrpc.Lightning/BakeMacaroon",
    "/lnrpc.Lightning/StopDaemon",
    "/lnrpc.Lightning/ListInvoices",
    "/lnrpc.Lightning/SubscribeInvoices",
    "/lnrpc.Lightning/AddInvoice",
    "/lnrpc.Lightning/ConnectPeer",
    "/lnrpc.Lightning/OpenChannelSync",
    "/lnrpc.Lightning/CloseChannel",
    "/lnrpc.Lightning/SignMessage",
    "/lnrpc.Lightning/ListChannels",
    "/lnrpc.Lightning/DeleteMacaroonID",
    "/lnrpc.Lightning/ExportAllChannelBackups",
    "/invoicesrpc.Invoices/HtlcModifier",
    "/invoicesrpc.Invoices/LookupInvoiceV2",
    "/walletrpc.WalletKit/SendOutputs",
    "/walletrpc.WalletKit/ListUnspent",
    "/signrpc.Signer/SignOutputRaw",
  ];

  it.each(Object.keys(CALLS) as MacaroonKind[])(
    "is open to a %s macaroon only where it is in its list",
    async (kind) => {
      const { payee } = simnet;
      const macaroonHex = hexOf(bake(kind, "11").out);
      const caller = createCaller({
        socket: payee.socket,
        tlsCertificate: payee.certPem,
        macaroonHex,
      });
      const permitted: readonly string[] = CALLS[kind];
      const answers = new Map<string, string | null>();
      for (const path of everyCall()) answers.set(path, await caller.answer(path));
      caller.close();
      for (const path of permitted) expect([path, answers.get(path)]).not.toEqual([path, DENIED]);
      const denied = [...answers].filter(([, words]) => words === DENIED).map(([path]) => path);
      const others = never.filter((path) => !permitted.includes(path));
      expect(denied).toEqual(expect.arrayContaining(others));
      const letIn = [...answers].filter(
        ([path, words]) =>
          !permitted.includes(path) &&
          words !== DENIED &&
          // Not built in, or of a later release than this node.
          !/^unknown (?:service|method) |: unknown permissions required for method$/.test(
            words ?? "",
          ),
      );
      expect(letIn).toEqual([]);
      expect(denied.length).toBeGreaterThan(100);
    },
  );
});

describe("a till's macaroon", () => {
  it("is enough for a whole payment", async () => {
    const bench = await createPayBench(simnet, { macaroonHex: hexOf(bake("till", "21").out) });
    try {
      const terminal = await bench.start();
      await openInvoice(terminal);
      expect(await bench.pay(terminal)).toMatchObject({ isPaid: true });
      await terminal.untilStage("paid");
      expect(terminal.log()).not.toContain("LND_MACAROON_TOO_STRONG");
      await bench.endRightly("paid");
    } finally {
      await bench.close();
    }
  });

  it("is certainly not told of the node's own bitcoin, which one for the books is", async () => {
    const lightning = adapterOf(hexOf(bake("till", "22").out));
    expect(await known(async () => lightning.nodeFunds())).toEqual(refused("LND_UNAUTHORISED"));
    expect(await known(async () => lightning.nodeInfo())).toMatchObject({ kind: "done" });
    lightning.close();
    const books = adapterOf(hexOf(bake("books", "22").out));
    expect(await known(async () => books.nodeFunds())).toMatchObject({ kind: "done" });
    books.close();
  });

  it("ends with its time, away from its address, and when its root key is deleted (F15)", async () => {
    const out = bake("till", "23").out;
    const good = hexOf(out);
    const late = withCaveat(readFileSync(out), "time-before 2024-01-01T00:00:00.000Z");
    expect(await infoFor(Buffer.from(late).toString("hex"))).toEqual(UNAUTHORISED);
    expect(await infoFor(hexOf(bake("till", "24", "--ip", "192.0.2.7").out))).toEqual(UNAUTHORISED);
    const here = hexOf(bake("till", "24", "--ip", "127.0.0.1", "--days", "0").out);
    expect(await infoFor(here)).toMatchObject({ kind: "done" });
    expect(await infoFor(good)).toMatchObject({ kind: "done" });
    await simnet.payee.rpc.call("lightning.DeleteMacaroonID", { root_key_id: "23" });
    expect(await infoFor(good)).toEqual(UNAUTHORISED);
    expect(await infoFor(here)).toMatchObject({ kind: "done" });
  });
});

describe("the node's certificate", () => {
  it("may be followed by the pinned next one, and by no other (F16)", async () => {
    const { payee } = simnet;
    const [next, stranger] = [
      await createCertificate(["localhost"]),
      await createCertificate(["localhost"]),
    ];
    const macaroonHex = hexOf(bake("till", "31").out);
    const both = adapterOf(macaroonHex, `${payee.certPem}\n${next.certPem}`);
    const old = adapterOf(macaroonHex);
    expect(await known(async () => both.nodeInfo())).toMatchObject({ kind: "done" });
    await payee.stop();
    writeFileSync(inNode("tls.cert"), next.certPem);
    writeFileSync(inNode("tls.key"), next.keyPem, { mode: 0o600 });
    await payee.start();
    await until("the terminal goes on with the next certificate", async () => {
      const info = await both.nodeInfo();
      return info.kind === "done" ? true : null;
    });
    const code = "LND_CERTIFICATE_UNTRUSTED";
    await until("the old pin is refused", async () => {
      const info = await old.nodeInfo();
      return info.kind === "unknown" && info.code === code ? true : null;
    });
    const wrong = adapterOf(macaroonHex, stranger.certPem);
    expect(await wrong.nodeInfo()).toEqual(unknown(code));
    for (const lightning of [both, old, wrong]) lightning.close();
  });
});
