import { Failure } from "../main/domain/failure.ts";
import { formatSats, msat } from "../main/domain/money.ts";
import type { ActionResult, WorldAction } from "./contract.ts";
import { goodDisplaySwitches } from "./devices/display.ts";
import { goodSwitches } from "./devices/printer-status.ts";
import { expiresAtMs, type Invoice } from "./lnd/invoice.ts";
import type { PayOptions, WalletPayment } from "./lnd/wallet.ts";
import { FEED_NAMES } from "./rates/formats.ts";
import type { WorldParts } from "./world-parts.ts";
import { invoiceOnShow, NODE_FAULTS } from "./world-state.ts";

type Act<Kind extends WorldAction["kind"]> = (
  parts: WorldParts,
  action: Extract<WorldAction, { readonly kind: Kind }>,
) => ActionResult | Promise<ActionResult>;

const done = (message: string): ActionResult => ({ ok: true, message });

/** Beyond any grace that a terminal may give: `quote.expiryGraceMs` is at most 30 s. */
const LATE_BY_MS = 45_000;

const invoiceFor = (parts: WorldParts, target: string | undefined): Invoice | null => {
  if (target === undefined) return invoiceOnShow(parts.lnd, parts.nowMs());
  const wanted = target.trim().replace(/^lightning:/i, "");
  const found = parts.lnd
    .invoices()
    .find(({ hash, request }) => [hash, request].includes(wanted.toLowerCase()));
  return found ?? null;
};

type PayAction = Extract<WorldAction, { readonly kind: "pay" }>;

/** Percentages in hundredths of one, so that 100.5 stays whole. Rounds up: a part above is above. */
const percentOf = (valueMsat: bigint, percent: number): bigint =>
  (valueMsat * BigInt(Math.round(percent * 100)) + 9_999n) / 10_000n;

/** More than the whole is one payment of more; less is the first part of the whole. */
const payOptions = (invoice: Invoice, action: PayAction): PayOptions => {
  const { percent = 100, amountMsat, isLate = false } = action;
  const sentMsat =
    amountMsat === undefined ? percentOf(invoice.valueMsat, percent) : BigInt(amountMsat);
  const amounts: PayOptions =
    sentMsat < invoice.valueMsat ? { partsMsat: [sentMsat] } : { amountMsat: sentMsat };
  return isLate ? { ...amounts, acceptedAtMs: expiresAtMs(invoice) + LATE_BY_MS } : amounts;
};

const STANDING: Readonly<Record<WalletPayment["state"], string>> = {
  waiting: "sent in part; waiting for the rest",
  held: "sent; the payee holds it",
  paid: "paid",
  returned: "came back",
  failed: "was not sent",
};

const pay: Act<"pay"> = (parts, action) => {
  const invoice = invoiceFor(parts, action.target);
  if (invoice === null) {
    throw new Failure("INVOICE_NOT_FOUND", "there is no such invoice, or none that can be paid");
  }
  const { payment } = parts.lnd.pay(invoice.request, payOptions(invoice, action));
  if (payment.state === "failed") {
    return { ok: false, code: "PAYMENT_FAILED", message: payment.reason ?? "it failed" };
  }
  const message = `${formatSats(msat(payment.sentMsat))} ${STANDING[payment.state]}`;
  return { ok: true, message, hash: payment.hash };
};

const giveUp: Act<"give-up"> = ({ lnd }, action) => {
  const waiting = lnd.wallet().payments.filter(({ state }) => state === "waiting");
  const hash = action.hash ?? waiting.at(-1)?.hash;
  if (!waiting.some((payment) => payment.hash === hash) || hash === undefined) {
    throw new Failure(
      "NOTHING_TO_GIVE_UP",
      "no payment waits for its rest; one that the payee holds is the payee's to return",
    );
  }
  lnd.giveUp(hash);
  return { ok: true, message: "the parts came back", hash };
};

const hold = (parts: WorldParts, text: string): ActionResult => {
  if (!parts.scanner.scan(text)) {
    throw new Failure("SCANNER_NOT_CONNECTED", "no terminal listens to the scanner");
  }
  parts.scanned.unshift(text);
  parts.scanned.splice(20);
  return done("scanned");
};

/** The code by which the bank knows an account, among all that were seen here. */
const codeOf = (parts: WorldParts, id: string): string => {
  const { rail, samples, scanned } = parts;
  const seen = [
    ...samples.list().map(({ payload }) => payload),
    ...scanned,
    ...rail.state().payouts.map(({ order }) => order.khqr),
  ];
  const khqr = seen.find((text) => rail.accountIdOf(text) === id);
  if (khqr === undefined) throw new Failure("ACCOUNT_NOT_FOUND", "no code here names this account");
  return khqr;
};

const setNodePower: Act<"node-power"> = async ({ lnd }, { isOn }) => {
  if (isOn) await lnd.start();
  else lnd.stop();
  return done(isOn ? "the node is up" : "the node is gone");
};

const repair: Act<"repair"> = async (parts) => {
  const { lnd, rail, rates, sink, printer, scanner, display } = parts;
  lnd.setFault("all", null);
  lnd.setSynced(true);
  rail.setFault("none", "sticky");
  sink.setFault("none", "sticky");
  for (const feed of FEED_NAMES) rates.setFault(feed, "none");
  scanner.plugIn();
  display.plugIn();
  display.set(goodDisplaySwitches);
  printer.plugIn();
  printer.set(goodSwitches);
  await lnd.start();
  return done("everything is in order");
};

const ACTS: { readonly [Kind in WorldAction["kind"]]: Act<Kind> } = {
  pay,
  "give-up": giveUp,
  "fund-wallet": ({ lnd }, { amountMsat }) => {
    lnd.fundWallet(BigInt(amountMsat));
    return done("the wallet was filled");
  },
  scan: (parts, { text }) => hold(parts, text),
  "scan-sample": (parts, { sample, amount }) => hold(parts, parts.samples.take(sample, amount)),
  "scanner-plug": ({ scanner }, { isPlugged }) => {
    if (isPlugged) scanner.plugIn();
    else scanner.unplug();
    return done(isPlugged ? "the scanner is plugged in" : "the scanner is unplugged");
  },
  "display-plug": ({ display }, { isPlugged }) => {
    if (isPlugged) display.plugIn();
    else display.unplug();
    return done(isPlugged ? "the display is plugged in" : "the display is unplugged");
  },
  display: ({ display }, { change }) => {
    display.set(change);
    return done("the display's switches were moved");
  },
  "display-power": ({ display }) => {
    display.powerCycle();
    return done("the display was off and is on again");
  },
  printer: ({ printer }, { change }) => {
    printer.set(change);
    return done("the printer's switches were moved");
  },
  "new-roll": ({ printer }, { rows = null }) => {
    printer.set({ paperOut: false, paperNearEnd: false, coverOpen: false, rowsLeft: rows });
    return done(rows === null ? "a new roll is in" : `a roll of ${rows} rows is in`);
  },
  "tear-paper": ({ printer }) => {
    printer.tear();
    return done("the paper was torn off");
  },
  "printer-power": ({ printer }, { linkStands = false }) => {
    if (linkStands) printer.blink(true);
    else printer.powerCycle();
    return done("the printer was off and is on again");
  },
  "printer-plug": ({ printer }, { isPlugged }) => {
    if (isPlugged) printer.plugIn();
    else printer.unplug();
    return done(isPlugged ? "the printer is plugged in" : "the printer is unplugged");
  },
  account: (parts, { id, change }) => {
    parts.rail.setAccount(codeOf(parts, id), change);
    return done("the bank has noted it");
  },
  float: ({ rail }, { currency, left }) => {
    rail.setFloat(currency, left);
    return done("the float was set");
  },
  "rail-fault": ({ rail }, { fault, mode }) => {
    rail.setFault(fault, mode);
    return done(fault === "none" ? "the bank works" : `the bank: ${fault}, ${mode}`);
  },
  "sink-fault": ({ sink }, { fault, mode }) => {
    sink.setFault(fault, mode);
    return done(fault === "none" ? "the back office works" : `the back office: ${fault}, ${mode}`);
  },
  "node-fault": ({ lnd }, { fault }) => {
    lnd.setFault("all", NODE_FAULTS[fault]);
    return done(fault === "none" ? "the node answers" : `the node: ${fault}`);
  },
  "node-power": setNodePower,
  "node-sync": ({ lnd }, { isSynced }) => {
    lnd.setSynced(isSynced);
    return done(isSynced ? "the node has caught up" : "the node is behind the chain");
  },
  "node-inbound": ({ lnd }, { amountMsat }) => {
    lnd.setInbound(BigInt(amountMsat));
    return done("the channel was changed");
  },
  "node-spend": ({ lnd }, { amountMsat }) => {
    lnd.spend(BigInt(amountMsat));
    return done("bitcoin left the node");
  },
  "force-close": ({ lnd }) => {
    lnd.closeChannel("by-force");
    return done("the channel was closed by force");
  },
  "drop-streams": ({ lnd }) => {
    lnd.dropStreams();
    return done("every stream was broken");
  },
  "rate-fault": ({ rates }, { feed, fault }) => {
    rates.setFault(feed, fault);
    return done(`${feed}: ${fault}`);
  },
  price: ({ rates }, { usdPerBtc }) => {
    rates.setPrice(usdPerBtc);
    return done("the price was moved");
  },
  "riel-rate": ({ rates }, { rielPerUsd }) => {
    rates.setRielPerUsd(rielPerUsd);
    return done("the official rate was set");
  },
  mine: ({ lnd }, { blocks }) => done(`the chain is at ${lnd.mine(blocks)}`),
  repair,
};

const actOf = <Kind extends WorldAction["kind"]>(kind: Kind): Act<Kind> => ACTS[kind];

/** Carry out an action. What cannot be done is an answer, not an error: its code is the failure's. */
export const performAction = async (
  parts: WorldParts,
  action: WorldAction,
): Promise<ActionResult> => {
  try {
    return await actOf(action.kind)(parts, action);
  } catch (error) {
    if (error instanceof Failure) return { ok: false, code: error.code, message: error.message };
    if (error instanceof RangeError) {
      return { ok: false, code: "ACTION_OUT_OF_RANGE", message: error.message };
    }
    throw error;
  }
};
