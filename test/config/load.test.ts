import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig, parseConfig } from "../../main/config/load.ts";
import { amountLimitsOf, marketPolicyOf, payPolicyOf } from "../../main/config/policies.ts";
import { settings } from "../../main/config/settings.ts";
import { type Failure, isFailure } from "../../main/domain/failure.ts";
import { AMOUNT_LIMITS } from "../../main/domain/limits.ts";
import { MARKET_POLICY } from "../../main/domain/market.ts";
import { changed, createConfigRig, example, type ConfigRig } from "./rig.ts";

let rig: ConfigRig;
beforeEach(() => {
  rig = createConfigRig();
});
afterEach(() => rig.close());

const failureOf = (act: () => unknown): Failure => {
  try {
    act();
  } catch (cause) {
    if (isFailure(cause)) return cause;
    throw cause;
  }
  throw new Error("nothing was thrown");
};

/** The lines of the faults in `raw`, without their indent. */
const faultsOf = (raw: unknown): readonly string[] => {
  const failure = failureOf(() => parseConfig(raw, rig.folder));
  expect(failure.code).toBe("CONFIG_INVALID");
  return failure.message
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
};

const WEB = "must be an https: address without a slash at its end (http: only on this machine)";
const LOOPBACK = "must be on this machine (127.0.0.1) in sandbox mode";
const AMOUNT = 'must be an amount in USD as text, such as "5.00"';

const ROWS: readonly (readonly [path: string, value: unknown, fault: string])[] = [
  ["mode", "test", 'mode must be "sandbox" or "live"'],
  ["terminal.name", "", "terminal.name must be one line of 1 to 24 characters"],
  ["terminal.name", "two\nlines", "terminal.name must be one line of 1 to 24 characters"],
  [
    "terminal.name",
    undefined,
    "terminal.name is missing; it must be one line of 1 to 24 characters",
  ],
  [
    "terminal",
    undefined,
    "terminal is missing; it must be a group of name, shopName, ownKhqr, language, theme, soundVolume, timeZone",
  ],
  ["terminal.timeZone", "Asia/Bangkok", 'terminal.timeZone must be "Asia/Phnom_Penh"'],
  ["terminal.soundVolume", 1.1, "terminal.soundVolume must be a number from 0 to 1"],
  ["terminal.language", "fr", 'terminal.language must be "en" or "km"'],
  ["lnd.deadlineMs", 999, "lnd.deadlineMs must be a whole number from 1000 to 60000"],
  ["lnd.deadlineMs", "10000", "lnd.deadlineMs must be a whole number from 1000 to 60000"],
  ["lnd.deadlineMs", 1_000.5, "lnd.deadlineMs must be a whole number from 1000 to 60000"],
  ["lnd.socket", "127.0.0.1", "lnd.socket must be a host and a port, such as 127.0.0.1:10009"],
  ["lnd.socket", "lnd.example:10009", `lnd.socket ${LOOPBACK}`],
  ["lnd.socket", "127.0.0.1.evil.example:1", `lnd.socket ${LOOPBACK}`],
  ["lnd.cltvDelta", 79, "lnd.cltvDelta must be a whole number from 80 to 1008"],
  ["lnd.minVersion", "v0.21", 'lnd.minVersion must be a version, such as "0.21.2"'],
  ["rail.baseUrl", "http://bank.example", `rail.baseUrl ${WEB}`],
  ["rail.baseUrl", "https://127.0.0.1/", `rail.baseUrl ${WEB}`],
  ["rail.baseUrl", "https://user:word@127.0.0.1", `rail.baseUrl ${WEB}`],
  ["rail.baseUrl", "file:///etc", `rail.baseUrl ${WEB}`],
  ["rail.baseUrl", "https://bank.example", `rail.baseUrl ${LOOPBACK}`],
  ["rail.consistencyMs", 20_000, "rail.consistencyMs must not be below rail.deadlines.submitMs"],
  [
    "rates.sources.kraken.baseUrl",
    "http://x.example",
    `rates.sources.kraken.baseUrl ${WEB}, or null`,
  ],
  [
    "rates.sources.kraken.enabled",
    false,
    "rates.sources enables 2 exchanges; rates.minSources asks for more",
  ],
  ["rates.minSources", 1, "rates.minSources must be a whole number from 2 to 3"],
  ["rates.pollMs", 10_000, "rates.pollMs must be below rates.maxAgeMs, or every price is stale"],
  ["rates.maxDivergencePpm", -1, "rates.maxDivergencePpm must be a whole number from 0 to 100000"],
  [
    "rates.maxJumpPerMinutePpm",
    80_001,
    "rates.maxJumpPerMinutePpm must not be above rates.maxJumpPerQuarterHourPpm",
  ],
  ["rates.fx", { mode: "guess" }, 'rates.fx.mode must be "official" or "fixed"'],
  [
    "rates.fx",
    { mode: "fixed" },
    'rates.fx.khrPerUsd is missing; it must be riel per dollar as text, such as "4100"',
  ],
  [
    "rates.fx",
    { mode: "fixed", khrPerUsd: "0" },
    'rates.fx.khrPerUsd must be riel per dollar as text, such as "4100"',
  ],
  ["quote.ttlMs", 120_001, "quote.ttlMs must be a whole number from 10000 to 120000"],
  ["quote.spreadPpm", 100_001, "quote.spreadPpm must be a whole number from 0 to 100000"],
  ["limits.USD.max", 500, `limits.USD.max ${AMOUNT}`],
  ["limits.USD.max", "5.005", `limits.USD.max ${AMOUNT}`],
  ["limits.USD.max", "-5", `limits.USD.max ${AMOUNT}`],
  ["limits.USD.max", "1e3", `limits.USD.max ${AMOUNT}`],
  ["limits.USD.min", "0.00", "limits.USD.min must be above zero"],
  ["limits.USD.min", "500.01", "limits.USD.min must not be above limits.USD.max (US$500.00)"],
  [
    "limits.KHR.max",
    "4000001",
    "limits.KHR.max must not be above limits.maxOpenTotal (4,000,000 ៛)",
  ],
  ["limits.maxOpenSwaps", 0, "limits.maxOpenSwaps must be a whole number from 1 to 50"],
  [
    "pay.suspenseBlocks",
    42,
    "pay.payoutMinBlocks must be above pay.suspenseBlocks, or a payout has no time",
  ],
  [
    "pay.nodeCancelBlocks",
    30,
    "pay.suspenseBlocks must be above pay.nodeCancelBlocks, or the node gives up first",
  ],
  [
    "pay.nodeCancelBlocks",
    17,
    "pay.nodeCancelBlocks must not be below 18: LND 0.21.2 gives a held payment up by itself",
  ],
  [
    "pay.suspenseBlocks",
    29,
    "pay.suspenseBlocks must not be below 30: LND 0.21.2 gives a held payment up by itself",
  ],
  [
    "pay.payoutMinBlocks",
    41,
    "pay.payoutMinBlocks must not be below 42: LND 0.21.2 gives a held payment up by itself",
  ],
  [
    "pay.payoutMinBlocks",
    144,
    "lnd.cltvDelta must be above pay.payoutMinBlocks, or no payout could ever start",
  ],
  [
    "devices.printer.transport",
    { kind: "usb" },
    'devices.printer.transport.kind must be "tcp" or "serial" or "file"',
  ],
  [
    "devices.printer.transport.port",
    0,
    "devices.printer.transport.port must be a whole number from 1 to 65535",
  ],
  [
    "devices.scanner.transport.path",
    "ttyACM0",
    "devices.scanner.transport.path must be an absolute path",
  ],
  [
    "devices.scanner.transport.baud",
    12_345,
    "devices.scanner.transport.baud must be 2400 or 4800 or 9600 or 19200 or 38400 or 57600 or 115200",
  ],
  [
    "devices.scanner.transport",
    { kind: "hid", vendorId: "c2e", productId: "0b87" },
    'devices.scanner.transport.vendorId must be four hexadecimal digits, such as "0c2e"',
  ],
  [
    "devices.scanner",
    { transport: { kind: "file", path: "/dev/hidraw0" }, mode: "wedge" },
    'devices.scanner.transport.kind must be "tcp" or "serial" or "hidraw" for a scanner in wedge mode',
  ],
  [
    "devices.scanner",
    { transport: { kind: "hidraw", path: "/dev/hidraw0" } },
    'devices.scanner.transport.kind must be "tcp" or "serial" or "file" for a scanner in usb-com mode',
  ],
  [
    "devices.printer.profile",
    "../x",
    "devices.printer.profile must be the name of a profile, such as generic-80",
  ],
  ["kiosk.port", 65_536, "kiosk.port must be a whole number from 0 to 65535"],
  ["log.level", "silent", 'log.level must be "debug" or "info" or "warn" or "error"'],
  [
    "lnd.socet",
    "x",
    'lnd has a setting there is none of: "socet"; known are socket, tlsCertificateFile, macaroonFile, booksMacaroonFile, payoutMacaroonFile, chainMacaroonFile, network, deadlineMs, cltvDelta, minVersion',
  ],
  [
    "rail.token",
    "hunter2",
    'rail has a setting there is none of: "token"; known are baseUrl, tokenFile, caFile, deadlines, consistencyMs',
  ],
  ["rail.tokenFile", "hunter2", "rail.tokenFile names a file that does not exist"],
  ["rail.tokenFile", ".", "rail.tokenFile must name a file"],
  ["rail.caFile", "none.pem", "rail.caFile names a file that does not exist"],
  ["lnd.tlsCertificateFile", "none.pem", "lnd.tlsCertificateFile names a file that does not exist"],
];

describe("a configuration with a fault", () => {
  it.each(ROWS)("%s = %j", (path, value, fault) => {
    expect(faultsOf(changed(path, value))).toEqual([fault]);
  });

  it.each([[null], [[]], ["text"], [5]])("that is %j and no object", (raw) => {
    expect(faultsOf(raw)).toEqual(["the file must be one JSON object"]);
  });

  it("with a section there is none of", () => {
    const [fault] = faultsOf({ ...example(), bakong: {}, bank: {} });
    expect(fault).toMatch(
      /^the file has settings there is none of: "bakong", "bank"; known are mode,/,
    );
  });

  it("tells all of them at once, those of files and between sections too", () => {
    const raw = {
      ...example(),
      extra: 1,
      mode: "test",
      quote: { ttlMs: 1, spreadPpm: "1" },
      pay: { payoutMinBlocks: 20, suspenseBlocks: 19, nodeCancelBlocks: 25 },
    };
    rmSync(join(rig.folder, "secrets/rail.token"));
    expect(faultsOf(raw).map((line) => line.split(" ", 1)[0])).toEqual([
      "mode",
      "quote.ttlMs",
      "quote.spreadPpm",
      "the",
      "pay.suspenseBlocks",
      "pay.suspenseBlocks",
      "pay.payoutMinBlocks",
      "rail.tokenFile",
    ]);
  });

  it("never repeats a value, which may be a secret in the wrong place", () => {
    for (const { path } of settings) {
      const isFx = path.startsWith("rates.fx");
      const raw = isFx ? changed("rates.fx", "hunter2") : changed(path, ["hunter2"]);
      const { message } = failureOf(() => parseConfig(raw, rig.folder));
      expect(message).not.toContain("hunter2");
      expect(message).not.toContain("[object");
    }
  });
});

describe("the files that a configuration names", () => {
  it.each([
    ["secrets/rail.token", 0o640],
    ["secrets/rail.token", 0o604],
    ["secrets/lnd.macaroon", 0o620],
  ])("are refused when others may touch them: %s %i", (name, mode) => {
    chmodSync(join(rig.folder, name), mode);
    const [fault, more] = faultsOf(example());
    expect(fault).toContain("others than its owner may read or write: chmod 600 it");
    expect(more).toBeUndefined();
  });

  it("are refused when a secret is empty", () => {
    writeFileSync(join(rig.folder, "secrets/rail.token"), "");
    expect(faultsOf(example())).toEqual(["rail.tokenFile names a file that is empty"]);
  });

  it("may lack the journal's key, which must be private once there", () => {
    const keyFile = join(rig.folder, "secrets/journal.key");
    expect(parseConfig(example(), rig.folder).keyFile).toBe(keyFile);
    writeFileSync(keyFile, "key", { mode: 0o644 });
    expect(faultsOf(example())[0]).toMatch(/^keyFile names a file that others/);
  });
});

describe("where wallets take refunds", () => {
  const path = "refunds.withdraw.publicUrl";

  it.each([
    "https://refund.shop.example",
    "https://refund.shop.example:8443",
    "http://abcdefghijklmnop.onion",
    "http://127.0.0.1:8091",
  ])("may be %s", (url) => {
    const { refunds } = parseConfig(changed(path, url), rig.folder);
    expect(refunds.withdraw?.publicUrl).toBe(url);
  });

  it.each([
    "http://refund.shop.example",
    "http://refund.shop.example.onion.example",
    "https://refund.shop.example/",
    "https://refund.shop.example/w",
    "https://refund.shop.example?k1=1",
    "https://clerk:word@refund.shop.example",
    "https://Refund.shop.example",
    "ftp://refund.shop.example",
    "refund.shop.example",
    "",
  ])("may not be %j", (url) => {
    const [fault, more] = faultsOf(changed(path, url));
    expect(fault).toMatch(/^refunds\.withdraw\.publicUrl must be an https: address without a path/);
    expect(more).toBeUndefined();
  });
});

describe("loadConfig", () => {
  const write = (text: string) => {
    const path = join(rig.folder, "satriel.json");
    writeFileSync(path, text);
    return path;
  };

  it("takes the example of the docs, with absolute paths, frozen to the last leaf", () => {
    const config = loadConfig(write(JSON.stringify(example())));
    expect(config.lnd.macaroonFile).toBe(join(rig.folder, "secrets/lnd.macaroon"));
    expect(config.dataDir).toBe(join(rig.folder, "data"));
    expect(config.rail.caFile).toBe(join(rig.folder, "secrets/rail-ca.pem"));
    const thaw = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      expect(Object.isFrozen(value)).toBe(true);
      Object.values(value).forEach(thaw);
    };
    thaw(config);
  });

  it("shows every setting in the example, at its default where it has one", () => {
    const least = {
      terminal: { name: "a", shopName: "b" },
      dataDir: "data",
      keyFile: "k",
      lnd: {
        socket: "localhost:1",
        tlsCertificateFile: "secrets/lnd-tls.pem",
        macaroonFile: "secrets/lnd.macaroon",
      },
      rail: { baseUrl: "http://[::1]:8080", tokenFile: "secrets/rail.token" },
    };
    const {
      terminal,
      lnd,
      rail,
      devices,
      settlement,
      backup,
      standIn,
      refunds,
      dataDir: _dataDir,
      keyFile: _keyFile,
      ...rest
    } = parseConfig(least, rig.folder);
    const full = parseConfig(example(), rig.folder);
    expect(full).toMatchObject(rest);
    expect(backup).toBeNull();
    expect(standIn).toBeNull();
    expect(refunds.withdraw).toBeNull();
    expect(full.refunds).toEqual({
      ...refunds,
      withdraw: {
        listen: "127.0.0.1:8091",
        publicUrl: "https://refund.shop.example",
        holdsMs: 604_800_000,
      },
    });
    expect(full.standIn).toEqual(parseConfig({ ...least, standIn: {} }, rig.folder).standIn);
    expect(full.backup).toEqual({ path: "/media/backup/satriel", everyMs: 3_600_000, keep: 48 });
    expect(full.terminal).toEqual({
      ...terminal,
      name: "Counter 1",
      shopName: "Phsar Thmei Coffee",
    });
    expect(full.lnd.cltvDelta).toBe(lnd.cltvDelta);
    expect(full.rail.deadlines).toEqual(rail.deadlines);
    expect(devices).toEqual({ printer: null, scanner: null, display: null });
    expect(settlement).toBeNull();
    expect(full.settlement).toEqual({
      baseUrl: "https://127.0.0.1:8444",
      tokenFile: join(rig.folder, "secrets/settlement.token"),
      caFile: join(rig.folder, "secrets/settlement-ca.pem"),
      deadlineMs: 10_000,
    });
  });

  it("does not go live", () => {
    const path = write(JSON.stringify(changed("mode", "live")));
    expect(failureOf(() => loadConfig(path)).code).toBe("CONFIG_LIVE_NOT_ENABLED");
  });

  it("says when there is no file or no JSON, without quoting it", () => {
    expect(failureOf(() => loadConfig(join(rig.folder, "none"))).code).toBe("CONFIG_UNREADABLE");
    mkdirSync(join(rig.folder, "folder"));
    expect(failureOf(() => loadConfig(join(rig.folder, "folder"))).code).toBe("CONFIG_UNREADABLE");
    const failure = failureOf(() => loadConfig(write('{"token": hunter2}')));
    expect(failure.code).toBe("CONFIG_INVALID");
    expect(`${failure.message}${String(failure.cause)}`).not.toContain("hunter2");
  });
});

describe("policies", () => {
  it("are the defaults of the money rules for the example", () => {
    const config = parseConfig(example(), rig.folder);
    expect(payPolicyOf(config)).toEqual({
      payoutMinBlocks: 42,
      suspenseBlocks: 30,
      nodeCancelBlocks: 18,
      expiryGraceMs: 5_000,
      maxOverpayPpm: 10_000n,
      maxSlippagePpm: 10_000n,
      railConsistencyMs: 120_000,
      payoutAlarmMs: 60_000,
      creditAlarmMs: 21_600_000,
      send: {
        maxFeePpm: 5_000n,
        maxFeeFloorMsat: 10_000n,
        minExpiryMs: 60_000,
        lapseMs: 600_000,
        resendMs: 15_000,
        alarmMs: 600_000,
        chain: null,
      },
    });
    expect(marketPolicyOf(config)).toEqual(MARKET_POLICY);
    expect(amountLimitsOf(config)).toEqual(AMOUNT_LIMITS);
  });

  it("carry what a refund may cost, and how long it may take", () => {
    const raw = changed("refunds", { maxFeePpm: 20_000, smallFeeMsat: 0, alarmMs: 120_000 });
    expect(payPolicyOf(parseConfig(raw, rig.folder)).send).toMatchObject({
      maxFeePpm: 20_000n,
      maxFeeFloorMsat: 0n,
      alarmMs: 120_000,
      lapseMs: 600_000,
      chain: null,
    });
  });

  it("carry a fixed riel rate in riel per cent", () => {
    const raw = changed("rates.fx", { mode: "fixed", khrPerUsd: "4100.5" });
    expect(marketPolicyOf(parseConfig(raw, rig.folder)).fx).toEqual({
      mode: "fixed",
      rate: { num: 8_201n, den: 200n },
    });
  });
});
