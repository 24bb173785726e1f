import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ActionResult, WorldAction, WorldState } from "../../../sandbox/contract.ts";
import type { Page } from "playwright-core";
import { startBrowser, type Browser } from "../support/browser.ts";
import { reads, sees, tap } from "../support/counter.ts";

const START = fileURLToPath(new URL("../../../scripts/start.ts", import.meta.url));
const NAMES = ["Cashier's screen", "Payer's screen", "Control page"] as const;
const READY_MS = 60_000;

let dir: string;
let browser: Browser;
const started: ChildProcess[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "satriel-start-"));
  browser = await startBrowser();
});
afterAll(async () => {
  for (const { pid, exitCode } of started) {
    if (exitCode === null && pid !== undefined) process.kill(-pid, "SIGKILL");
  }
  await browser.close();
  await rm(dir, { recursive: true, force: true });
});

interface Started {
  readonly cashierUrl: string;
  readonly payerUrl: string;
  readonly controlUrl: string;
  readonly output: () => string;
  /** Ctrl+C: the terminal sends SIGINT to the whole foreground group. Resolves with the exit code. */
  readonly interrupt: () => Promise<number | null>;
  /** Processes of this start that are still there. */
  readonly survivors: () => readonly string[];
}

/** Processes of a group, by what they run. */
const inGroup = (group: number): readonly string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        // proc(5): after the name in brackets come state, parent and group.
        const [state, , its] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return Number(its) === group && state !== "Z" ? [command] : [];
      } catch {
        // It ended while it was looked at.
        return [];
      }
    });

/** `node scripts/start.ts --no-browser --dir DIR`, as a person types it in a terminal of its own. */
const start = async (...more: readonly string[]): Promise<Started> => {
  const child = spawn(process.execPath, [START, "--no-browser", "--dir", dir, ...more], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  started.push(child);
  const exited = once(child, "exit").then(([code]) => code as number | null);
  let output = "";
  const addresses = new Promise<readonly string[]>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = NAMES.flatMap((name) => {
        const address = new RegExp(`${name}\\s+(http://\\S+)\\n`).exec(output)?.[1];
        return address === undefined ? [] : [address];
      });
      if (found.length === NAMES.length) resolve(found);
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    void exited.then((code) => reject(new Error(`the start ended with code ${code}:\n${output}`)));
    setTimeout(() => reject(new Error(`not ready in time:\n${output}`)), READY_MS).unref();
  });
  const [cashierUrl = "", payerUrl = "", controlUrl = ""] = await addresses;
  const group = child.pid ?? 0;
  return {
    cashierUrl,
    payerUrl,
    controlUrl,
    output: () => output,
    interrupt: async () => {
      process.kill(-group, "SIGINT");
      return exited;
    },
    survivors: () => inGroup(group),
  };
};

const act = async (controlUrl: string, action: WorldAction): Promise<ActionResult> => {
  const response = await fetch(new URL("/api/act", controlUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(action),
  });
  return (await response.json()) as ActionResult;
};

/** From the code before the scanner to "Paid" on the cashier's screen. */
const payOnce = async (page: Page, controlUrl: string): Promise<void> => {
  await sees(page, "Ready");
  await expect
    .poll(async () => act(controlUrl, { kind: "scan-sample", sample: "order-khr" }))
    .toMatchObject({ ok: true });
  await sees(page, "Check, then go on");
  await tap(page, "Show the code");
  await sees(page, "Waiting for the customer");
  expect(await act(controlUrl, { kind: "pay" })).toMatchObject({ ok: true });
  await sees(page, "Paid");
};

it("npm start: three addresses that answer, a payment, an end without a trace, and the history after it", async () => {
  const first = await start();
  expect(first.output()).toContain("no real money moves");
  const page = await browser.context.newPage();
  page.setDefaultTimeout(20_000);
  for (const address of [first.payerUrl, first.controlUrl, first.cashierUrl]) {
    expect((await page.goto(address))?.status()).toBe(200);
  }
  await payOnce(page, first.controlUrl);
  await page.close();

  expect(await first.interrupt()).toBe(0);
  expect(first.survivors()).toEqual([]);
  await expect(fetch(first.controlUrl)).rejects.toThrow("fetch failed");

  const second = await start();
  const later = await browser.context.newPage();
  await later.goto(second.cashierUrl);
  await sees(later, "Ready");
  await tap(later, "History");
  await reads(later, "24,000 ៛");
  expect(await later.locator(".line").count()).toBe(1);
  expect(await later.locator(".line").innerText()).toContain("Paid");
  await later.close();
  expect(await second.interrupt()).toBe(0);
  expect(second.survivors()).toEqual([]);
  // Neither a fault nor a stack in what the two ends left in the logs.
  for (const log of ["terminal.log", "sandbox.log"]) {
    expect(readFileSync(join(dir, log), "utf8")).not.toMatch(/"level":(?:50|60)|^\s+at /m);
  }
}, 120_000);

it("npm start -- --devices pty: a payment over three serial ports, proven on paper", async () => {
  const serial = await start("--devices", "pty");
  const devices = join(dir, "devices");
  expect(readdirSync(devices).toSorted()).toEqual(["display", "printer", "scanner"]);
  const page = await browser.context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(serial.cashierUrl);
  await payOnce(page, serial.controlUrl);
  await reads(page, "is printing");
  await page.locator(".receipt.printed").waitFor();
  const world = (await (
    await fetch(new URL("/api/state", serial.controlUrl))
  ).json()) as WorldState;
  expect(world.display.rows.join(" ")).toContain("THANK YOU");
  expect(world.printer.papers).toHaveLength(1);
  await page.close();
  expect(serial.output()).toContain(`Serial devices     ${devices}`);
  expect(await serial.interrupt()).toBe(0);
  expect(serial.survivors()).toEqual([]);
  expect(readdirSync(devices)).toEqual([]);
}, 120_000);
