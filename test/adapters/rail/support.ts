import { afterAll, afterEach, beforeAll } from "vitest";

import { createHttp } from "../../../main/adapters/http.ts";
import type { Http, HttpAnswer, HttpRequest } from "../../../main/adapters/http.ts";
import { createPayoutRail } from "../../../main/adapters/rail/client.ts";
import type { PayoutRailClient, PayoutRailOptions } from "../../../main/adapters/rail/client.ts";
import { parseFiat } from "../../../main/domain/money.ts";
import type { PayoutKey } from "../../../main/domain/swap.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import type { Log } from "../../../main/ports/log.ts";
import type { PayoutOrder } from "../../../main/ports/payout-rail.ts";
import { createCertificate } from "../../../sandbox/certificate.ts";
import type { Certificate } from "../../../sandbox/certificate.ts";
import { createRailServer } from "../../../sandbox/rail/server.ts";
import type { RailServer, RailServerOptions } from "../../../sandbox/rail/server.ts";

/** A company's open code at a bank of the sandbox. */
export const SHOP_KHQR =
  "00020101021130400014jonhsmith@nbcq01061234560208Dev Bank5204599953031165802KH5910Jonh Smith6009Siem Reap621502118551234567863048C75";
export const SHOP_ID = "jonhsmith@nbcq/123456";

export const TOKEN = "a-token-of-the-tests";

/** The key whose 64 digits all are `digit`. */
export const key = (digit: string): PayoutKey => digit.repeat(64) as PayoutKey;

export const makeOrder = (override: Partial<PayoutOrder> = {}): PayoutOrder => ({
  key: key("a"),
  khqr: SHOP_KHQR,
  amount: parseFiat("KHR", "12000"),
  reference: "P-aaaaaaaaaaaaaaaa",
  ...override,
});

/** One exchange as the client saw it. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly answer: HttpAnswer;
}

/** A rail over real TLS, a client of it, and what passed between them. */
export interface World {
  readonly server: RailServer;
  readonly rail: PayoutRailClient;
  readonly exchanges: Exchange[];
  readonly logged: string[];
  /** The rail's time, Unix milliseconds; moved by hand. */
  readonly time: { nowMs: number };
  readonly http: Http;
  /** Another client of the same rail. */
  readonly client: (override: Partial<PayoutRailOptions>) => PayoutRailClient;
}

const clock: Clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };

/** `start` makes a world that is ended after the test; the certificate serves the whole file. */
export const useWorld = (): ((override?: Partial<RailServerOptions>) => Promise<World>) => {
  let certificate: Certificate;
  const endings: (() => Promise<void>)[] = [];
  const endAll = async (): Promise<void> => {
    for (const end of endings.splice(0)) await end();
  };
  beforeAll(async () => {
    certificate = await createCertificate(["localhost"]);
  });
  afterEach(endAll);
  afterAll(endAll);

  return async (override = {}) => {
    const time = { nowMs: Date.parse("2026-03-15T09:26:53.589Z") };
    const server = await createRailServer({
      certificate,
      token: TOKEN,
      nowMs: () => time.nowMs,
      seed: "test",
      ...override,
    });
    const real = createHttp({ clock, ca: certificate.certPem });
    const exchanges: Exchange[] = [];
    const logged: string[] = [];
    const http: Http = {
      ...real,
      request: async (request) => {
        const answer = await real.request(request);
        exchanges.push({ request, answer });
        return answer;
      },
    };
    const write = (level: string) => (fields: object, message: string) => {
      logged.push(JSON.stringify({ level, message, ...fields }));
    };
    const log: Log = { info: write("info"), warn: write("warn"), error: write("error") };
    const client: World["client"] = (options) =>
      createPayoutRail({
        http,
        log,
        baseUrl: server.url,
        readToken: () => TOKEN,
        environment: "sandbox",
        consistencyMs: 120_000,
        deadlines: { lookUpMs: 10_000, submitMs: 10_000, queryMs: 10_000, floatMs: 10_000 },
        ...options,
      });
    endings.push(async () => {
      real.close();
      await server.close();
    });
    return { server, rail: client({}), exchanges, logged, time, http, client };
  };
};

/** For orders that the rail will not answer: long enough to arrive, short enough to wait for. */
export const IMPATIENT = { lookUpMs: 10_000, submitMs: 1_000, queryMs: 10_000, floatMs: 10_000 };
