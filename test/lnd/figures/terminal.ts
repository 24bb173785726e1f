/** The terminal in this process, its calls to node and bank watched. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CashierSnapshot, CoreMessage } from "../../../main/bridge/contract.ts";
import { type Connection, createBridge } from "../../../main/bridge/dispatch.ts";
import { parseConfig } from "../../../main/config/load.ts";
import { composeTerminal } from "../../../main/hosts/compose/compose.ts";
import { type ComposedTerminal, NOTHING_AROUND } from "../../../main/hosts/compose/composed.ts";
import type { Lightning } from "../../../main/ports/lightning.ts";
import type { PayoutRail } from "../../../main/ports/payout-rail.ts";
import { createFakeLog } from "../../support/fake-log.ts";
import { stageOf } from "../../support/terminal-process.ts";
import type { Access } from "../harness/node.ts";
import { createMarker, type Marker, type Marks } from "./marks.ts";

const AMOUNT = "12000";

/** The terminal, and one payment through it. */
export interface WatchedTerminal {
  /** `pay` sends the tourist's money, and resolves when that has ended. */
  payOnce(pay: (request: string) => Promise<boolean>): Promise<Marks>;
  close(): Promise<void>;
}

const watchedLightning =
  (marker: () => Marker) =>
  (inner: Lightning): Lightning => ({
    ...inner,
    createHoldInvoice: async (order) =>
      marker().timed("create", async () => inner.createHoldInvoice(order)),
    settleInvoice: async (preimage) =>
      marker().timed("settle", async () => inner.settleInvoice(preimage)),
    nodeInfo: async () =>
      // Before that, looks are those of the idle terminal.
      "held" in marker().marks()
        ? marker().timed("look", async () => inner.nodeInfo())
        : inner.nodeInfo(),
    watchInvoice: (hash, onState) =>
      inner.watchInvoice(hash, (state) => {
        if (state.kind === "held") marker().mark("held");
        onState(state);
      }),
  });

const watchedRail =
  (marker: () => Marker) =>
  (inner: PayoutRail): PayoutRail => ({
    ...inner,
    submitPayout: async (order) => marker().timed("payout", async () => inner.submitPayout(order)),
  });

/** The cashier's and the payer's screen, fed as a host feeds them: whole messages over the bridge. */
interface Screens {
  /** Resolves with the first message that shows this stage, the present one included. */
  readonly shows: (stage: string) => Promise<CashierSnapshot>;
  readonly command: (name: string, args: object) => void;
}

const openScreens = ({ core }: ComposedTerminal): Screens => {
  const bridge = createBridge({
    core,
    onFault: ({ code }) => {
      throw new Error(code);
    },
  });
  let latest: CashierSnapshot | null = null;
  const listeners = new Set<() => void>();
  const connect = (role: "cashier" | "payer", hear: (message: CoreMessage) => void): Connection =>
    bridge.connect({
      role,
      send: (message) => {
        // As on the wire.
        JSON.stringify(message);
        hear(message);
      },
      onClosed: () => {
        throw new Error(`the ${role}'s screen was closed`);
      },
    });
  connect("payer", () => undefined);
  const cashier = connect("cashier", (message) => {
    if (message.type !== "snapshot" || message.snapshot.role !== "cashier") return;
    latest = message.snapshot;
    for (const listener of listeners) listener();
  });
  let calls = 0;
  return {
    shows: (stage) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (latest === null || stageOf(latest) !== stage) return;
          listeners.delete(look);
          resolve(latest);
        };
        listeners.add(look);
        look();
      }),
    command: (name, args) => cashier.receive({ type: "command", id: ++calls, name, args }),
  };
};

const payOnce = async (
  screens: Screens,
  marker: Marker,
  pay: (request: string) => Promise<boolean>,
): Promise<Marks> => {
  const { mark } = marker;
  const { shows, command } = screens;
  mark("begun");
  command("startOwnCode", {});
  await shows("amount");
  command("setEntry", { digits: AMOUNT });
  command("submitAmount", {});
  const { view } = await shows("review");
  if (view.kind !== "review") throw new Error("no quote");
  mark("confirmed");
  command("confirmQuote", { swapId: view.swapId });
  const now = (await shows("awaiting-payment")).view;
  mark("shown");
  const qr = now.kind === "swap" ? (now.swap.invoiceQr ?? "") : "";
  mark("paying");
  const paid = shows("paid").then(() => mark("paid"));
  if (!(await pay(qr.replace("LIGHTNING:", "").toLowerCase()))) {
    throw new Error("the payment came back");
  }
  await paid;
  command("goIdle", {});
  await shows("idle");
  mark("over");
  return marker.marks();
};

const writeConfig = (configPath: string, node: Access): object => {
  const dir = dirname(configPath);
  const plain = JSON.parse(readFileSync(configPath, "utf8")) as { readonly lnd: object };
  const [pem, macaroon] = ["real.pem", "real.macaroon"].map((name) => join(dir, "secrets", name));
  writeFileSync(pem ?? "", node.tlsCertificate);
  writeFileSync(macaroon ?? "", Buffer.from(node.macaroonHex, "hex"), { mode: 0o600 });
  return {
    ...plain,
    lnd: {
      ...plain.lnd,
      socket: node.socket,
      tlsCertificateFile: pem,
      macaroonFile: macaroon,
    },
    devices: { printer: null, scanner: null },
  };
};

/** Start the terminal of a world over this node; resolves when it can quote. */
export const startWatchedTerminal = async (
  configPath: string,
  node: Access,
): Promise<WatchedTerminal> => {
  let marker = createMarker();
  const config = parseConfig(writeConfig(configPath, node), dirname(configPath));
  const terminal = await composeTerminal(config, createFakeLog(), {
    ...NOTHING_AROUND,
    lightning: watchedLightning(() => marker),
    rail: watchedRail(() => marker),
  });
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (terminal.core.snapshot("cashier").links.rates === "up") resolve();
    };
    terminal.core.onChange(look);
    look();
  });
  const screens = openScreens(terminal);
  return {
    payOnce: async (pay) => {
      marker = createMarker();
      return payOnce(screens, marker, pay);
    },
    close: async () => terminal.close(),
  };
};
