/** What is owed, taken by the payer's own wallet over HTTP: from the code on the screen to the books. */
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { readInvoice } from "../../../main/adapters/bolt11.ts";
import { sha256 } from "../../../main/adapters/digest.ts";
import { createWithdrawSecrets } from "../../../main/adapters/lnurl/withdraw-secrets.ts";
import {
  startWithdrawServer,
  WITHDRAW_PATHS,
  type WithdrawServer,
} from "../../../main/adapters/lnurl/withdraw-server.ts";
import { createRefundDesk, type RefundDesk } from "../../../main/app/refund/refund-desk.ts";
import { createWithdrawals, type Withdrawals } from "../../../main/app/refund/withdraw-offers.ts";
import type { SwapId } from "../../../main/domain/swap.ts";
import { invoice } from "../../adapters/lnurl/payee.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { addressIn, ask, createWallet, type Wallet } from "../../support/lnurl-wallet.ts";
import { flush } from "../../support/manual-clock.ts";
import { HELD, POLICY } from "../../support/swaps.ts";
import { createDeskRig, type DeskRig } from "../support/refund-desk-rig.ts";
import { eventsOf } from "../support/rig.ts";
import type { ScreensRigOptions } from "../support/screens-rig.ts";

const PUBLIC_URL = "https://refund.example";
const HOLDS_MS = 20 * 60_000;
const OK = { status: "OK" };

const servers: WithdrawServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

interface Counter extends DeskRig {
  readonly wallet: Wallet;
  readonly port: number;
  readonly offers: Withdrawals;
  readonly log: ReturnType<typeof createFakeLog>;
  /** The code of the owed payment; throws when it has none. */
  readonly qr: () => string;
  readonly clock: { isTrusted: boolean };
}

const keyBytes = new Uint8Array(32).fill(7);

const serve = async (desk: DeskRig, refunds: RefundDesk): Promise<Counter> => {
  const { rig, id } = desk;
  const clock = { isTrusted: true };
  const log = createFakeLog();
  const offers = createWithdrawals({
    journal: rig.journal(),
    desk: refunds,
    secrets: createWithdrawSecrets(keyBytes),
    clock: rig.time.clock,
    isClockTrusted: () => clock.isTrusted,
    tools: { network: "regtest", readInvoice },
    shopName: "Psar Thmei Coffee",
    urls: {
      offer: `${PUBLIC_URL}${WITHDRAW_PATHS.offer}`,
      callback: `${PUBLIC_URL}${WITHDRAW_PATHS.callback}`,
    },
    holdsMs: HOLDS_MS,
  });
  const server = await startWithdrawServer({
    host: "127.0.0.1",
    port: 0,
    offers,
    clock: rig.time.clock,
    log,
  });
  servers.push(server);
  const { port } = server;
  const qr = (): string => {
    const stored = rig.journal().swap(id);
    const shown = stored === null ? null : offers.shown(stored);
    if (shown === null) throw new Error("no offer");
    return shown.qr;
  };
  return { ...desk, wallet: createWallet(port, PUBLIC_URL), port, offers, log, qr, clock };
};

const openCounter = async (options: ScreensRigOptions = {}): Promise<Counter> => {
  const desk = createDeskRig(options);
  return serve(desk, desk.rig.desk);
};

const mainnetInvoice = (): string => invoice({ network: "mainnet", amountMsat: HELD.receivedMsat });

const refusal = (reason: RegExp) => ({
  status: "ERROR",
  reason: expect.stringMatching(reason) as unknown,
});

const showAgain = (rig: DeskRig["rig"], id: SwapId) => {
  const journal = rig.journal();
  return createRefundDesk({
    journal,
    loop: rig.engine().loop,
    screen: {
      focus: () => ({ kind: "swap", id }),
      changed: () => undefined,
      onChange: () => () => undefined,
    },
    clock: rig.time.clock,
    policy: POLICY,
    epoch: journal.writer.epoch,
    payees: rig.send.ports.payees,
    tools: { network: "regtest", readInvoice, sha256 },
    isStopped: () => false,
    isClockTrusted: () => true,
  });
};

describe("what is owed, taken by a wallet", () => {
  it("is offered whole, taken, and paid once", async () => {
    const { rig, id, wallet, qr, show, refund, log } = await openCounter();
    const code = qr();
    expect(code).toMatch(/^LIGHTNING:LNURL1[0-9A-Z]+$/);
    const { body, headers } = await wallet.offer(code);
    expect(body).toEqual({
      tag: "withdrawRequest",
      callback: "https://refund.example/w/take",
      k1: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      defaultDescription: "Psar Thmei Coffee: refund 000001",
      minWithdrawable: 4_610_000,
      maxWithdrawable: 4_610_000,
    });
    expect(headers["cache-control"]).toBe("no-store");
    const shown = show();
    expect((await wallet.take(code, () => shown.text)).body).toEqual(OK);
    // It was chosen, durably, when the wallet heard of it.
    expect(eventsOf(rig.journal(), id)).toContain("destination-chosen");
    await flush();
    expect(rig.swap(id).kind).toBe("refunded");
    expect(rig.send.received.map(({ paymentHash }) => paymentHash)).toEqual([shown.hash]);
    expect(refund()).toMatchObject({ stage: "refunded" });
    const told = JSON.stringify([log.lines, rig.log.lines, rig.cashier()]);
    expect(told).not.toContain(String(body.k1));
    expect(told).not.toContain(shown.text);
  });

  it("the same invoice again is answered alike, during and after; another never is", async () => {
    const { rig, wallet, qr, show } = await openCounter();
    const code = qr();
    const [first, second] = [show(), show()];
    const take = createTake(wallet, code);
    const k1 = await take.k1();
    expect(await take(k1, first.text)).toEqual(OK);
    expect(await take(k1, first.text.toUpperCase())).toEqual(OK);
    expect(await take(k1, second.text)).toEqual(refusal(/another invoice/));
    await flush();
    expect(await take(k1, `lightning:${first.text}`)).toEqual(OK);
    expect(await take(k1, second.text)).toEqual(refusal(/another invoice/));
    await flush();
    expect(rig.send.received).toHaveLength(1);
    expect((await wallet.offer(code)).body).toMatchObject({ maxWithdrawable: 0 });
  });

  it.each([
    ["a satoshi more", (c: Counter) => c.show(HELD.receivedMsat + 1_000n).text, /amount/],
    ["a satoshi less", (c: Counter) => c.show(HELD.receivedMsat - 1_000n).text, /amount/],
    ["any amount", (c: Counter) => c.show(0n).text, /amount/],
    ["a minute left", (c: Counter) => c.show(HELD.receivedMsat, 59).text, /run out/],
    ["another network", () => mainnetInvoice(), /another network/],
    ["no invoice", () => "", /cannot be read/],
    ["two invoices", (c: Counter) => `${c.show().text},${c.show().text}`, /cannot be read/],
    ["damaged", (c: Counter) => `${c.show().text.slice(0, -1)}q`, /cannot be read/],
    ["too long", (c: Counter) => `${c.show().text}${"q".repeat(4_096)}`, /cannot be read/],
  ] as const)("an invoice with %s is refused, and nothing is chosen", async (_, make, reason) => {
    const counter = await openCounter();
    const { rig, id, wallet, qr } = counter;
    const { body } = await wallet.take(qr(), () => make(counter));
    expect(body).toEqual(refusal(reason));
    expect(eventsOf(rig.journal(), id)).not.toContain("destination-chosen");
    expect((await wallet.take(qr(), () => counter.show().text)).body).toEqual(OK);
  });

  it("an invoice of another payment is refused", async () => {
    const counter = await openCounter();
    const { rig, wallet, qr, show, oweAnother, offers } = counter;
    const { text } = show();
    expect((await wallet.take(qr(), () => text)).body).toEqual(OK);
    const other = rig.journal().swap(oweAnother());
    const shown = other === null ? null : offers.shown(other);
    const { body } = await wallet.take(shown?.qr ?? "", () => text);
    expect(body).toEqual(refusal(/used before/));
  });

  it("no secret, an unknown one, one of another payment: nothing is known here", async () => {
    const { rig, id, port, qr, show, oweAnother } = await openCounter();
    const other = oweAnother();
    const k1 = new URL(addressIn(qr())).searchParams.get("k1") ?? "";
    const changed = `${k1.slice(0, -1)}${k1.endsWith("0") ? "1" : "0"}`;
    const moved = `${other.slice(2)}${k1.slice(16)}`;
    const pr = show().text;
    for (const wrong of ["", `&k1=`, `&k1=${changed}`, `&k1=${moved}`, `&k1=${k1}&k1=${k1}`]) {
      for (const path of [`/w?x=1${wrong}`, `/w/take?pr=${pr}${wrong}`]) {
        expect((await ask(port, path)).body).toEqual(refusal(/not known/));
      }
    }
    expect(rig.swap(id).kind).toBe("owed");
    expect(rig.swap(other).kind).toBe("owed");
  });

  it("any other text opens nothing", async () => {
    const { offers, qr } = await openCounter();
    const k1 = new URL(addressIn(qr())).searchParams.get("k1") ?? "";
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 80 }),
          fc.stringMatching(/^[0-9a-f]{64}$/),
          fc.stringMatching(/^[0-9a-f]{48}$/).map((tail) => k1.slice(0, 16) + tail),
          fc.nat({ max: 63 }).map((at) => k1.slice(0, at)),
        ),
        (text) => {
          expect(offers.find(text)).toBeNull();
          expect(offers.take({ k1: text, pr: null })).toMatchObject({ code: "WITHDRAW_UNKNOWN" });
        },
      ),
    );
    expect(offers.find(k1)?.state).toEqual({ kind: "open" });
  });
});

/** The callback alone, with a secret that was learnt before. */
const createTake = (wallet: Wallet, code: string) => {
  const k1 = async (): Promise<string> => String((await wallet.offer(code)).body.k1);
  return Object.assign(
    async (secret: string, pr: string) => {
      const port = servers.at(-1)?.port ?? 0;
      return (await ask(port, `/w/take?k1=${secret}&pr=${pr}`)).body;
    },
    { k1 },
  );
};

describe("an offer over time", () => {
  it("on paper holds after a restart", async () => {
    const counter = await openCounter();
    const code = counter.qr();
    counter.rig.powerCut();
    const again = await serve(counter, showAgain(counter.rig, counter.id));
    expect(again.qr()).toBe(code);
    expect((await again.wallet.take(code, () => again.show().text)).body).toEqual(OK);
    await flush();
    expect(counter.rig.swap(counter.id).kind).toBe("refunded");
  });

  it("that was taken stays taken after a restart, and the same invoice is still known", async () => {
    const counter = await openCounter();
    const code = counter.qr();
    const [first, second] = [counter.show(), counter.show()];
    const k1 = await createTake(counter.wallet, code).k1();
    expect((await counter.wallet.take(code, () => first.text)).body).toEqual(OK);
    counter.rig.powerCut();
    const again = await serve(counter, showAgain(counter.rig, counter.id));
    const take = createTake(again.wallet, code);
    expect(await take(k1, second.text)).toEqual(refusal(/another invoice/));
    expect(await take(k1, first.text)).toEqual(OK);
  });

  it("ends when the refund went another way", async () => {
    const { rig, id, wallet, qr, tell, show } = await openCounter();
    const code = qr();
    tell("readRefundCode", show().text);
    tell("confirmRefund");
    await flush();
    expect(rig.swap(id).kind).toBe("refunded");
    const { body } = await wallet.take(code, () => show().text);
    expect(body).toMatchObject({ status: "ERROR" });
    expect(rig.send.received).toHaveLength(1);
  });

  it("ends when a person paid it back", async () => {
    const { rig, id, wallet, qr, tell, show } = await openCounter();
    const code = qr();
    tell("markRefunded");
    expect(rig.swap(id).kind).toBe("refunded");
    expect((await wallet.take(code, () => show().text)).body).toEqual(refusal(/holds no longer/));
    await flush();
    expect(rig.send.received).toHaveLength(0);
  });

  it("ends after its time, by a clock that is vouched for", async () => {
    const { rig, wallet, qr, show, clock } = await openCounter();
    const code = qr();
    rig.time.jumpWall(HOLDS_MS + 3_600_000);
    clock.isTrusted = false;
    expect((await wallet.offer(code)).body).toMatchObject({ maxWithdrawable: 4_610_000 });
    clock.isTrusted = true;
    expect(() => qr()).toThrow("no offer");
    expect((await wallet.take(code, () => show().text)).body).toEqual(refusal(/holds no longer/));
  });

  it("is another one after a choice that came to nothing; the former is dead", async () => {
    const { rig, id, wallet, qr, show } = await openCounter();
    const code = qr();
    const [first, second] = [show(), show()];
    const k1 = await createTake(wallet, code).k1();
    rig.send.verdict = { failed: "SEND_NO_ROUTE" };
    expect((await wallet.take(code, () => first.text)).body).toEqual(OK);
    await flush();
    expect(rig.swap(id).kind).toBe("owed");
    rig.send.verdict = "paid";
    const take = createTake(wallet, code);
    expect(await take(k1, first.text)).toEqual(refusal(/holds no longer/));
    expect(await take(k1, second.text)).toEqual(refusal(/holds no longer/));
    expect(qr()).not.toBe(code);
    expect((await wallet.take(qr(), () => second.text)).body).toEqual(OK);
    await flush();
    expect(rig.send.received.map(({ paymentHash }) => paymentHash)).toEqual([second.hash]);
  });

  it("is none on a terminal that sends nothing, and takes nothing from a full disk", async () => {
    const off = await openCounter({ sendsNothing: true });
    expect(() => off.qr()).toThrow("no offer");
    const { rig, id, wallet, qr, show } = await openCounter();
    const code = qr();
    rig.knobs.isDiskFull = true;
    const { body } = await wallet.take(code, () => show().text);
    expect(body).toEqual(refusal(/cannot be taken now/));
    rig.knobs.isDiskFull = false;
    expect(rig.swap(id).kind).toBe("owed");
    expect((await wallet.take(code, () => show().text)).body).toEqual(OK);
  });
});
