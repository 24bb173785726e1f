import { formatFiat, type Currency } from "../domain/money.ts";
import { laxBlocks } from "../domain/node-release.ts";
import type { Fault } from "./faults.ts";
import { isLoopback } from "./fields.ts";
import type { Config } from "./schema.ts";

/** The sections that are right by themselves. */
export type Sections = Partial<Config>;

const fault = (path: string, words: string): readonly Fault[] => [{ path, words }];
const none: readonly Fault[] = [];

const blocks = ({ pay, lnd }: Sections): readonly Fault[] => {
  if (pay === undefined) return none;
  const { payoutMinBlocks, suspenseBlocks, nodeCancelBlocks } = pay;
  return [
    ...(suspenseBlocks > nodeCancelBlocks
      ? none
      : fault(
          "pay.suspenseBlocks",
          "must be above pay.nodeCancelBlocks, or the node gives up first",
        )),
    ...(payoutMinBlocks > suspenseBlocks
      ? none
      : fault("pay.payoutMinBlocks", "must be above pay.suspenseBlocks, or a payout has no time")),
    ...(lnd === undefined || lnd.cltvDelta > payoutMinBlocks
      ? none
      : fault("lnd.cltvDelta", "must be above pay.payoutMinBlocks, or no payout could ever start")),
  ];
};

/** What the oldest node that is worked with does; a newer one is asked before each payment. */
const nodeBlocks = ({ pay, lnd }: Sections): readonly Fault[] => {
  if (pay === undefined || lnd === undefined) return none;
  return laxBlocks(pay, lnd.minVersion).flatMap(({ name, least }) =>
    fault(
      `pay.${name}`,
      `must not be below ${least}: LND ${lnd.minVersion} gives a held payment up by itself`,
    ),
  );
};

const amounts = ({ limits }: Sections): readonly Fault[] => {
  if (limits === undefined) return none;
  return (["KHR", "USD"] as const satisfies readonly Currency[]).flatMap((currency) => {
    const { min, max } = limits[currency];
    const total = limits.maxOpenTotal[currency];
    const { terminal, account } = limits.perDay;
    const path = `limits.${currency}`;
    return [
      ...(min.minor > 0n ? none : fault(`${path}.min`, "must be above zero")),
      ...(min.minor <= max.minor
        ? none
        : fault(`${path}.min`, `must not be above ${path}.max (${formatFiat(max)})`)),
      ...(max.minor <= total.minor
        ? none
        : fault(`${path}.max`, `must not be above limits.maxOpenTotal (${formatFiat(total)})`)),
      ...(max.minor <= account[currency].minor
        ? none
        : fault(
            `${path}.max`,
            `must not be above limits.perDay.account (${formatFiat(account[currency])})`,
          )),
      ...(account[currency].minor <= terminal[currency].minor
        ? none
        : fault(
            `limits.perDay.account.${currency}`,
            `must not be above limits.perDay.terminal (${formatFiat(terminal[currency])})`,
          )),
    ];
  });
};

const standInAmounts = ({ standIn }: Sections): readonly Fault[] => {
  if (standIn === undefined || standIn === null) return none;
  return (["KHR", "USD"] as const satisfies readonly Currency[]).flatMap((currency) => {
    const total = standIn.maxTotal[currency];
    return standIn.maxAmount[currency].minor <= total.minor
      ? none
      : fault(
          `standIn.maxAmount.${currency}`,
          `must not be above standIn.maxTotal (${formatFiat(total)})`,
        );
  });
};

const prices = ({ rates }: Sections): readonly Fault[] => {
  if (rates === undefined) return none;
  const { kraken, coinbase, bitstamp, nbc, mef } = rates.sources;
  const exchanges = [kraken, coinbase, bitstamp].filter(({ enabled }) => enabled).length;
  return [
    ...(exchanges >= rates.minSources
      ? none
      : fault("rates.sources", `enables ${exchanges} exchanges; rates.minSources asks for more`)),
    ...(nbc.enabled || mef.enabled
      ? none
      : fault("rates.sources", "must enable nbc or mef: every riel price is held against one")),
    ...(rates.pollMs < rates.maxAgeMs
      ? none
      : fault("rates.pollMs", "must be below rates.maxAgeMs, or every price is stale")),
    ...(rates.maxJumpPerMinutePpm <= rates.maxJumpPerQuarterHourPpm
      ? none
      : fault("rates.maxJumpPerMinutePpm", "must not be above rates.maxJumpPerQuarterHourPpm")),
  ];
};

const times = ({ quote, rail }: Sections): readonly Fault[] => [
  ...(quote === undefined || quote.expiryGraceMs <= quote.ttlMs
    ? none
    : fault("quote.expiryGraceMs", "must not be above quote.ttlMs")),
  ...(rail === undefined || rail.consistencyMs >= rail.deadlines.submitMs
    ? none
    : fault("rail.consistencyMs", "must not be below rail.deadlines.submitMs")),
];

/** What each mode of a scanner comes over; a simulated one comes over TCP or a serial port in each. */
const SCANNER_KINDS = {
  "usb-com": ["tcp", "serial", "file"],
  "hid-pos": ["tcp", "serial", "hid", "hidraw"],
  wedge: ["tcp", "serial", "hidraw"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const scanner = ({ devices }: Sections): readonly Fault[] => {
  if (devices?.scanner === undefined || devices.scanner === null) return none;
  const { mode, transport } = devices.scanner;
  const kinds: readonly string[] = SCANNER_KINDS[mode];
  return kinds.includes(transport.kind)
    ? none
    : fault(
        "devices.scanner.transport.kind",
        `must be ${kinds.map((kind) => JSON.stringify(kind)).join(" or ")} for a scanner in ${mode} mode`,
      );
};

/**
 * In the sandbox the node, the rail and the back office are simulated on this machine. Real ones are out of reach
 * whatever the file says, so that credentials of the two worlds cannot be mixed.
 */
const sandbox = ({ mode, lnd, rail, settlement }: Sections): readonly Fault[] => {
  if (mode !== "sandbox") return none;
  const words = "must be on this machine (127.0.0.1) in sandbox mode";
  const lndHost = lnd?.socket.slice(0, lnd.socket.lastIndexOf(":"));
  const railHost = rail === undefined ? undefined : URL.parse(rail.baseUrl)?.hostname;
  const sinkUrl = settlement?.baseUrl;
  const sinkHost = sinkUrl === undefined ? undefined : URL.parse(sinkUrl)?.hostname;
  return [
    ...(lndHost === undefined || isLoopback(lndHost) ? none : fault("lnd.socket", words)),
    ...(railHost === undefined || isLoopback(railHost) ? none : fault("rail.baseUrl", words)),
    ...(sinkHost === undefined || isLoopback(sinkHost) ? none : fault("settlement.baseUrl", words)),
  ];
};

/** What is wrong between settings that are each right by themselves. */
export const relationFaults = (sections: Sections): readonly Fault[] =>
  [blocks, nodeBlocks, amounts, standInAmounts, prices, times, scanner, sandbox].flatMap((judge) =>
    judge(sections),
  );
