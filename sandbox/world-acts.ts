import { Failure } from "../main/domain/failure.ts";
import type { ActionResult, WorldAction } from "./contract.ts";
import { goodDisplaySwitches } from "./devices/display.ts";
import { goodSwitches } from "./devices/printer-status.ts";
import { FEED_NAMES } from "./rates/formats.ts";
import type { NetworkAction } from "./network.ts";
import type { WorldParts } from "./world-parts.ts";

type Act<Kind extends WorldAction["kind"]> = (
  parts: WorldParts,
  action: Extract<WorldAction, { readonly kind: Kind }>,
) => ActionResult | Promise<ActionResult>;

const done = (message: string): ActionResult => ({ ok: true, message });

const play = async ({ network }: WorldParts, action: NetworkAction): Promise<ActionResult> =>
  network.act(action);

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

const repair: Act<"repair"> = async (parts) => {
  const { network, rail, rates, sink, printer, scanner, display } = parts;
  rail.setFault("none", "sticky");
  sink.setFault("none", "sticky");
  for (const feed of FEED_NAMES) rates.setFault(feed, "none");
  scanner.plugIn();
  display.plugIn();
  display.set(goodDisplaySwitches);
  printer.plugIn();
  printer.set(goodSwitches);
  await network.repair();
  return done("everything is in order");
};

const ACTS: { readonly [Kind in WorldAction["kind"]]: Act<Kind> } = {
  pay: play,
  "give-up": play,
  "fund-wallet": play,
  request: play,
  "decide-request": play,
  "way-out": play,
  "node-fault": play,
  "node-power": play,
  "node-sync": play,
  "node-inbound": play,
  "node-spend": play,
  "force-close": play,
  "drop-streams": play,
  mine: play,
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
