/**
 * Starts a terminal whose journal is on a small disk of its own, with a payment open and no byte of
 * room; makes room after a while and lets the payment end. Prints what became of it as one line of
 * JSON. `start-on-a-full-disk.ts DIR`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CashierSnapshot } from "../../../main/bridge/contract.ts";
import { loadConfig } from "../../../main/config/load.ts";
import { composeTerminal } from "../../../main/hosts/compose/compose.ts";
import type { ComposedTerminal } from "../../../main/hosts/compose/composed.ts";
import { systemClock, systemRandom } from "../../../main/hosts/system.ts";
import { createJournal } from "../../../main/journal/journal.ts";
import { createWorld } from "../../../sandbox/world.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { fillDisk } from "./fill-disk.ts";

const [, , disk = ""] = process.argv;
const outside = mkdtempSync(join(tmpdir(), "start-full-"));
const world = await createWorld({ dir: outside, seed: 3, nowMs: () => Date.now() });

const readConfig = () => {
  const plain = JSON.parse(readFileSync(world.terminalConfigPath, "utf8")) as object;
  const path = join(outside, "small.json");
  const own = {
    dataDir: disk,
    disk: { reserveBytes: 0, minFreeBytes: 0 },
    devices: { printer: null, scanner: null },
  };
  writeFileSync(path, JSON.stringify({ ...plain, ...own }));
  return loadConfig(path);
};

const config = readConfig();
const start = async (): Promise<ComposedTerminal> => composeTerminal(config, createFakeLog());

const until = async (
  { core }: ComposedTerminal,
  passes: (shown: CashierSnapshot) => boolean,
): Promise<CashierSnapshot> =>
  new Promise((resolve) => {
    const check = (): void => {
      const shown = core.snapshot("cashier");
      if (!passes(shown)) return;
      stop();
      resolve(shown);
    };
    const stop = core.onChange(() => queueMicrotask(check));
    check();
  });

const situationOf = ({ view }: CashierSnapshot): string =>
  view.kind === "swap" ? view.swap.situation : view.kind;

const untilSituation = async (terminal: ComposedTerminal, wanted: string): Promise<string> =>
  situationOf(await until(terminal, (shown) => situationOf(shown) === wanted));

const first = await start();
await until(first, ({ view }) => view.kind === "idle" && view.blocked === null);
first.core.call("cashier", "startOwnCode", {});
await untilSituation(first, "amount");
first.core.call("cashier", "setEntry", { digits: "12000" });
first.core.call("cashier", "submitAmount", {});
const { view } = await until(first, (shown) => shown.view.kind === "review");
if (view.kind === "review") first.core.call("cashier", "confirmQuote", { swapId: view.swapId });
const before = await untilSituation(first, "awaiting-payment");
await first.close();

fillDisk(join(disk, "filler"));
const hash = world.lnd.invoices()[0]?.hash ?? "";
world.lnd.pay(hash);
const asked = (): number => world.lnd.callCount("LookupInvoice") + world.lnd.callCount("GetInfo");
const askedBefore = asked();
const second = await start();
const { view: idle } = second.core.snapshot("cashier");
const blocked = idle.kind === "idle" ? idle.blocked : idle.kind;
const askedMeanwhile = asked() - askedBefore;
rmSync(join(disk, "filler"));
const after = situationOf(await until(second, (shown) => shown.view.kind === "swap"));
const ended = await untilSituation(second, "paid");
await second.close();

const journal = createJournal({
  path: join(disk, "journal.sqlite"),
  keyFile: config.keyFile,
  terminalId: config.terminal.name,
  clock: systemClock,
  random: systemRandom,
});
const unbalanced = journal.balanceCheck().length;
journal.close();
const credits = world.rail.credits().length;
await world.close();
rmSync(outside, { recursive: true, force: true });
process.stdout.write(
  JSON.stringify({ before, blocked, askedMeanwhile, after, ended, credits, unbalanced }),
);
