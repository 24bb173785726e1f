/**
 * `npm run lnd:figures`: how long the terminal takes over a real LND, beside a bare script that makes
 * the same calls to the node. One run on one machine: the difference is what the terminal adds.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  authenticatedLndGrpc,
  createHodlInvoice,
  getChannelBalance,
  getWalletInfo,
  settleHodlInvoice,
  subscribeToInvoice,
} from "lightning";
import { parseConfig } from "../../main/config/load.ts";
import { composeTerminal } from "../../main/hosts/compose.ts";
import { type ComposedTerminal, NOTHING_AROUND } from "../../main/hosts/composed.ts";
import type { Lightning } from "../../main/ports/lightning.ts";
import type { PayoutRail } from "../../main/ports/payout-rail.ts";
import { createWorld } from "../../sandbox/world.ts";
import { createFakeLog } from "../support/fake-log.ts";
import { prepareBinaries } from "./harness/binaries.ts";
import { TILL_CALLS } from "./harness/macaroons.ts";
import { pay } from "./harness/payer.ts";
import { startSimnet, type Simnet } from "./harness/simnet.ts";

const PAYMENTS = 40;
const WARM_UP = 5;
const AMOUNT_MSAT = "4600000";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Named times of one payment. */
type Marks = Map<string, number>;

const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

const row = (what: string, values: readonly number[]): void =>
  say(
    `  ${what.padEnd(56)} p50 ${percentile(values, 0.5).toFixed(1).padStart(7)} ms   p99 ${percentile(values, 0.99).toFixed(1).padStart(7)} ms`,
  );

const between = (all: readonly Marks[], from: string, to: string): readonly number[] =>
  all.map((marks) => (marks.get(to) ?? Number.NaN) - (marks.get(from) ?? Number.NaN));

let marks: Marks = new Map();
/** The first time that something is so counts. */
const mark = (name: string): void => {
  if (!marks.has(name)) marks.set(name, performance.now());
};

const timed = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
  mark(`${name} asked`);
  const answer = await call();
  mark(`${name} answered`);
  return answer;
};

const watchedLightning = (inner: Lightning): Lightning => ({
  ...inner,
  createHoldInvoice: async (order) => timed("create", async () => inner.createHoldInvoice(order)),
  settleInvoice: async (preimage) => timed("settle", async () => inner.settleInvoice(preimage)),
  watchInvoice: (hash, onState) =>
    inner.watchInvoice(hash, (state) => {
      if (state.kind === "held") mark("held");
      onState(state);
    }),
});

const watchedRail = (inner: PayoutRail): PayoutRail => ({
  ...inner,
  submitPayout: async (order) => timed("payout", async () => inner.submitPayout(order)),
});

const stage = ({ core }: ComposedTerminal): string => {
  const { view } = core.snapshot("cashier");
  return view.kind === "swap" ? view.swap.situation : view.kind;
};

const shows = (terminal: ComposedTerminal, wanted: string): Promise<null> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (stage(terminal) !== wanted) return;
      stop();
      resolve(null);
    };
    const stop = terminal.core.onChange(look);
    look();
  });

const payThroughTerminal = async (simnet: Simnet, terminal: ComposedTerminal): Promise<Marks> => {
  marks = new Map();
  const { core } = terminal;
  mark("begun");
  core.call("cashier", "startOwnCode", {});
  await shows(terminal, "amount");
  core.call("cashier", "setEntry", { digits: "12000" });
  core.call("cashier", "submitAmount", {});
  await shows(terminal, "review");
  const { view } = core.snapshot("cashier");
  if (view.kind !== "review") throw new Error("no quote");
  mark("confirmed");
  core.call("cashier", "confirmQuote", { swapId: view.swapId });
  await shows(terminal, "awaiting-payment");
  mark("shown");
  const now = core.snapshot("cashier").view;
  const qr = now.kind === "swap" ? (now.swap.invoiceQr ?? "") : "";
  mark("paying");
  const { isPaid } = await pay(simnet.payer, qr.replace("LIGHTNING:", "").toLowerCase());
  if (!isPaid) throw new Error("the payment came back");
  await shows(terminal, "paid");
  mark("paid");
  core.call("cashier", "goIdle", {});
  await shows(terminal, "idle");
  mark("over");
  return marks;
};

const payBarely = async (
  simnet: Simnet,
  lnd: ReturnType<typeof authenticatedLndGrpc>["lnd"],
): Promise<Marks> => {
  marks = new Map();
  const secret = randomBytes(32);
  const id = createHash("sha256").update(secret).digest("hex");
  mark("begun");
  await Promise.all([getWalletInfo({ lnd }), getChannelBalance({ lnd })]);
  mark("confirmed");
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  const { request } = await timed("create", async () =>
    createHodlInvoice({ lnd, id, mtokens: AMOUNT_MSAT, cltv_delta: 144, expires_at: expiresAt }),
  );
  mark("shown");
  const watched = subscribeToInvoice({ lnd, id });
  const held = new Promise((resolve) => {
    watched.on("invoice_updated", (invoice: { readonly is_held?: boolean }) => {
      if (invoice.is_held === true) resolve(mark("held"));
    });
  });
  mark("paying");
  const payment = pay(simnet.payer, request);
  await held;
  await Promise.all([getWalletInfo({ lnd }), getChannelBalance({ lnd })]);
  // A bare script has no bank to ask.
  mark("payout asked");
  mark("payout answered");
  await timed("settle", async () => settleHodlInvoice({ lnd, secret: secret.toString("hex") }));
  await payment;
  watched.removeAllListeners("invoice_updated");
  mark("paid");
  mark("over");
  return marks;
};

const repeat = async (once: () => Promise<Marks>): Promise<readonly Marks[]> => {
  const all: Marks[] = [];
  for (let index = 0; index < PAYMENTS + WARM_UP; index += 1) all.push(await once());
  return all.slice(WARM_UP);
};

const perMinute = (all: readonly Marks[]): string => {
  const each = between(all, "begun", "over");
  return (60_000 / (each.reduce((sum, ms) => sum + ms, 0) / each.length)).toFixed(0);
};

/**
 * What a payment spends neither in LND's making of the invoice nor with the payer or the bank. The
 * look at the node before the payout is in it, with and without the terminal.
 */
const ownTime = (all: readonly Marks[]): readonly number[] => {
  const steps = [
    between(all, "confirmed", "create asked"),
    between(all, "create answered", "shown"),
    between(all, "held", "payout asked"),
    between(all, "payout answered", "settle asked"),
  ];
  return all.map((_, index) => steps.reduce((sum, step) => sum + (step[index] ?? 0), 0));
};

const report = (title: string, all: readonly Marks[]): void => {
  say(`\n${title}: ${all.length} payments`);
  row("confirmed -> invoice on screen", between(all, "confirmed", "shown"));
  row("  of this LND's AddHoldInvoice", between(all, "create asked", "create answered"));
  row("payer pays -> held", between(all, "paying", "held"));
  row("held -> payout request", between(all, "held", "payout asked"));
  row("confirmed -> paid", between(all, "confirmed", "paid"));
  row("of all that, between the calls to node, bank and payer", ownTime(all));
  say(`  ${perMinute(all)} payments a minute, one after the other`);
};

const run = async (simnet: Simnet, dir: string): Promise<void> => {
  const macaroon = await simnet.payee.bake(TILL_CALLS);
  const world = await createWorld({ dir, seed: 7, nowMs: () => Date.now() });
  const plain = JSON.parse(readFileSync(world.terminalConfigPath, "utf8")) as Record<
    string,
    object
  >;
  const at = (name: string): string => join(dir, "secrets", name);
  writeFileSync(at("real.pem"), simnet.payee.certPem);
  writeFileSync(at("real.macaroon"), Buffer.from(macaroon, "hex"), { mode: 0o600 });
  const lnd = {
    ...plain["lnd"],
    socket: simnet.payee.socket,
    tlsCertificateFile: at("real.pem"),
    macaroonFile: at("real.macaroon"),
  };
  const config = parseConfig({ ...plain, lnd, devices: { printer: null, scanner: null } }, dir);
  const terminal = await composeTerminal(config, createFakeLog(), {
    ...NOTHING_AROUND,
    lightning: watchedLightning,
    rail: watchedRail,
  });
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (terminal.core.snapshot("cashier").links.rates === "up") resolve();
    };
    terminal.core.onChange(look);
    look();
  });
  const through = await repeat(async () => payThroughTerminal(simnet, terminal));
  await terminal.close();
  await world.close();
  const { lnd: bare } = authenticatedLndGrpc({
    socket: simnet.payee.socket,
    cert: Buffer.from(simnet.payee.certPem).toString("base64"),
    macaroon,
  });
  const barely = await repeat(async () => payBarely(simnet, bare));
  report("Through the terminal", through);
  row("the rail's answer", between(through, "payout asked", "payout answered"));
  report("A bare script", barely);
};

await prepareBinaries(say);
const simnet = await startSimnet();
const dir = mkdtempSync(join(tmpdir(), "satriel-figures-"));
try {
  await run(simnet, dir);
} finally {
  await simnet.close();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(0);
