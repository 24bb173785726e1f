import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { confirm, it, openInvoice, openQuote, pay } from "../support/crash-bench.ts";
import { runToEnd } from "../support/terminal-process.ts";

const secretsOf = (dir: string): readonly string[] => {
  const macaroon = readFileSync(join(dir, "secrets", "lnd.macaroon"));
  return [
    macaroon.toString("hex"),
    macaroon.toString("base64"),
    readFileSync(join(dir, "secrets", "rail.token"), "utf8").trim(),
    readFileSync(join(dir, "secrets", "journal.key")).toString("hex"),
    readFileSync(join(dir, "secrets", "journal.key"), "utf8").trim(),
  ];
};

describe.concurrent("the terminal's process", { timeout: 40_000 }, () => {
  it("names every fault of its configuration and ends with 1", async ({ rig }) => {
    const config = JSON.parse(readFileSync(rig.configPath, "utf8")) as object;
    const path = join(rig.dir, "bad.json");
    writeFileSync(
      path,
      JSON.stringify({ ...config, mode: "play", quote: { ttlMs: 1 }, keyFile: 7, extra: true }),
    );
    const { code, log, output } = await runToEnd(path);
    expect(code).toBe(1);
    expect(output).toBe("");
    expect(log).toMatch(/^CONFIG_INVALID: the configuration has 4 faults:\n/);
    for (const fault of ["mode", "quote.ttlMs", "keyFile", "extra"]) expect(log).toContain(fault);
    expect(log).not.toMatch(/^\s+at /m);
  });

  it("says so when there is no configuration", async ({ rig }) => {
    const { code, log } = await runToEnd(join(rig.dir, "none.json"));
    expect(code).toBe(1);
    expect(log).toMatch(/^CONFIG_UNREADABLE: .*none\.json/);
  });

  it("leaves a journal alone that another process works on", async ({ rig }) => {
    const first = await rig.start();
    const swapId = await openQuote(first);
    const { code, log } = await runToEnd(rig.configPath);
    expect(code).toBe(1);
    expect(log).toContain("JOURNAL_IN_USE: another terminal has ");
    await confirm(first, swapId);
    await first.untilStage("awaiting-payment");
    pay(rig, rig.world.lnd.invoices()[0]?.hash ?? "");
    await first.untilStage("paid");
    await rig.endRightly("paid");
  });

  it("ends with 0 at SIGTERM, an open payment left for the next start", async ({ rig }) => {
    const first = await rig.start();
    const hash = await openInvoice(first);
    const beganMs = performance.now();
    expect(await first.end()).toBe(0);
    // Nothing is under way, so nothing is waited for: far below any deadline of a call.
    expect(performance.now() - beganMs).toBeLessThan(3_000);
    const second = await rig.start();
    await second.untilStage("awaiting-payment");
    pay(rig, hash);
    await second.untilStage("paid");
    await rig.endRightly("paid");
  });

  it("ends what is under way before it ends at SIGTERM", async ({ rig }) => {
    const { rail } = rig.world;
    const first = await rig.start();
    const hash = await openInvoice(first);
    rail.setFault("timeout-but-happens");
    pay(rig, hash);
    await rig.until(() => rail.credits().length === 1, "the payout");
    expect(await first.end()).toBe(0);
    expect(rig.audit().swaps.map(({ swap }) => swap.kind)).toEqual(["payout-unknown"]);
    const second = await rig.start();
    await second.untilStage("paid");
    await rig.endRightly("paid");
  });

  it("starts no payment while an operator has put a STOP file", async ({ rig }) => {
    const { world } = rig;
    const terminal = await rig.start();
    await terminal.until(({ view }) => view.kind === "idle" && view.blocked === null, "ready");
    const stop = join(rig.dataDir, "STOP");
    writeFileSync(stop, "");
    await terminal.until(
      ({ view }) => view.kind === "idle" && view.blocked === "STOPPED_BY_OPERATOR",
      "the screen that says so",
    );
    await terminal.call("startOwnCode", {});
    await terminal.untilStage("amount");
    await terminal.call("setEntry", { digits: "12000" });
    await terminal.call("submitAmount", {});
    const { view } = await terminal.untilStage("refused");
    expect(view).toMatchObject({ code: "STOPPED_BY_OPERATOR" });
    expect(world.lnd.invoices()).toEqual([]);
    await terminal.call("goIdle", {});
    rmSync(stop);
    await terminal.until(({ view: idle }) => idle.kind === "idle" && idle.blocked === null, "go");
    await rig.endRightly();
  });

  it("makes no invoice for a quote that was given before the STOP", async ({ rig }) => {
    const { lnd } = rig.world;
    const terminal = await rig.start();
    const swapId = await openQuote(terminal);
    writeFileSync(join(rig.dataDir, "STOP"), "");
    expect(await terminal.call("confirmQuote", { swapId })).toEqual({
      ok: false,
      code: "STOPPED_BY_OPERATOR",
    });
    expect(lnd.invoices()).toEqual([]);
    expect(await terminal.call("cancel", {})).toEqual({ ok: true });
    await rig.endRightly("cancelled");
  });

  it("gives back a payment that is held when it finds the STOP", async ({ rig }) => {
    const first = await rig.start();
    const hash = await openInvoice(first);
    await first.kill();
    writeFileSync(join(rig.dataDir, "STOP"), "");
    pay(rig, hash);
    const second = await rig.start();
    const { view } = await second.untilStage("returned");
    expect(view).toMatchObject({ swap: { reason: "stopped-by-operator" } });
    await rig.endRightly("returned");
  });

  it("never writes a secret, through troubles of every link", async ({ rig }) => {
    const { lnd, rail } = rig.world;
    const first = await rig.start();
    const hash = await openInvoice(first);
    lnd.setFault("SettleInvoice", { kind: "error", code: 2, details: "cannot settle" });
    rail.setFault("error-500-but-happens");
    pay(rig, hash);
    await first.untilStage("settling");
    await rig.until(() => lnd.callCount("SettleInvoice") > 1, "the claim tried again");
    lnd.setMacaroon(null);
    await rig.until(() => first.log().includes("LND_UNAUTHORISED"), "the node's refusal logged");
    await first.kill();
    lnd.setMacaroon(readFileSync(join(rig.dir, "secrets", "lnd.macaroon")).toString("hex"));
    lnd.setFault("SettleInvoice", null);
    const second = await rig.start();
    await second.untilStage("paid");
    const { preimages } = await rig.endRightly("paid");

    const written = [first, second].map((life) => life.log()).join("");
    expect(written).toContain("invoice-settled");
    const shown = [...secretsOf(rig.dir), ...preimages].filter((secret) =>
      written.toLowerCase().includes(secret.toLowerCase()),
    );
    expect(shown).toEqual([]);
    expect(preimages).toHaveLength(1);
    // The one line of the addresses is for whoever opens the screens; they stay out of the log.
    for (const life of [first, second]) {
      expect(life.output().trim().split("\n")).toHaveLength(1);
      const { cashierUrl } = JSON.parse(life.output()) as { readonly cashierUrl: string };
      expect(written).not.toContain(new URL(cashierUrl).search.slice(1));
    }
  });
});
