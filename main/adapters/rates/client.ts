import type { RateReading } from "../../domain/rate.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Random } from "../../ports/random.ts";
import type { Rates } from "../../ports/rates.ts";
import type { Http, HttpReply } from "../http.ts";
import type { RateSource } from "./sources.ts";
import { wireCode } from "./wire.ts";

/** How one source is doing. */
export interface SourceHealth {
  readonly source: string;
  /** When it last gave a good answer; null when it never did. */
  readonly lastOkAtMs: number | null;
  /**
   * Why its last question came to nothing; null when it was answered. `HTTP_*`, `RATE_HTTP_STATUS`,
   * `RATE_LIMITED`, `RATE_REMOTE_ERROR`, `RATE_WIRE_INVALID`, `RATE_CROSSED`, `RATE_INVALID`.
   */
  readonly lastErrorCode: string | null;
}

/** The port, with a life of its own. */
export interface RatesClient extends Rates {
  /** Every source, in the order it was configured in. */
  health(): readonly SourceHealth[];
  /** Begin to ask each source in turn, at once. */
  start(): void;
  /** Stop asking. Answers under way are still kept. */
  stop(): void;
}

/** Runs `run` once, after `delayMs`; the returned function calls it off. */
export type Schedule = (delayMs: number, run: () => void) => () => void;

/** What the client is made with. */
export interface RatesOptions {
  readonly sources: readonly RateSource[];
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Timers of the host when left out; they do not keep the process alive. */
  readonly schedule?: Schedule;
}

const timers: Schedule = (delayMs, run) => {
  const timer = setTimeout(run, delayMs);
  timer.unref();
  return () => {
    clearTimeout(timer);
  };
};

type Reading = { readonly reading: RateReading } | { readonly code: string; waitMs?: number };

const retryAfterMs = (reply: HttpReply): number | undefined => {
  const seconds = /^\d{1,6}$/.exec(reply.headers["retry-after"] ?? "")?.[0];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
};

const readReply = (source: RateSource, reply: HttpReply, atMs: number): Reading => {
  if (reply.status === 429 || reply.status === 503) {
    const waitMs = retryAfterMs(reply);
    const code = reply.status === 429 ? "RATE_LIMITED" : "RATE_HTTP_STATUS";
    return waitMs === undefined ? { code } : { code, waitMs };
  }
  if (reply.status !== 200) return { code: "RATE_HTTP_STATUS" };
  try {
    return { reading: source.read(reply.body, atMs) };
  } catch (error) {
    return { code: wireCode(error) };
  }
};

const ask = async (source: RateSource, { http, clock }: RatesOptions): Promise<Reading> => {
  const { url, deadlineMs, maxBytes } = source;
  const headers = { accept: "application/json, text/xml, application/xml" };
  const answer = await http.request({ method: "GET", url, headers, deadlineMs, maxBytes });
  if (answer.kind === "failed") return { code: answer.code };
  return readReply(source, answer, clock.nowMs());
};

interface Feed {
  reading(): RateReading | null;
  health(): SourceHealth;
  poll(): Promise<void>;
  start(): void;
  stop(): void;
}

/** Up to a tenth later, so that a street of terminals does not ask in step. */
const jittered = (delayMs: number, random: Random): number =>
  Math.round(delayMs * (1 + 0.1 * random.fraction()));

/** Keeps asking one source and remembers its last good answer. One question at a time. */
const createFeed = (source: RateSource, options: RatesOptions): Feed => {
  const { log, random, schedule = timers } = options;
  let reading: RateReading | null = null;
  let errorCode: string | null = null;
  let failures = 0;
  let running = false;
  let underWay: Promise<void> | null = null;
  let callOff = (): void => {};

  const note = (code: string | null): void => {
    const changed = code !== errorCode;
    errorCode = code;
    failures = code === null ? 0 : failures + 1;
    if (!changed) return;
    if (code === null) log.info({ source: source.name }, "rate source answers again");
    else log.warn({ source: source.name, code }, "rate source failed");
  };
  const delayMs = (askedToWaitMs: number): number => {
    if (failures === 0) return source.everyMs;
    const backoffMs = source.retryMs * 2 ** Math.min(failures - 1, 20);
    return Math.min(source.maxRetryMs, Math.max(backoffMs, askedToWaitMs));
  };
  const again = (askedToWaitMs: number): void => {
    callOff();
    if (!running) return;
    callOff = schedule(jittered(delayMs(askedToWaitMs), random), () => void poll());
  };
  const askOnce = async (): Promise<void> => {
    const result = await ask(source, options);
    if ("reading" in result) reading = result.reading;
    note("reading" in result ? null : result.code);
    underWay = null;
    again("reading" in result ? 0 : (result.waitMs ?? 0));
  };
  const poll = (): Promise<void> => {
    underWay ??= askOnce();
    return underWay;
  };
  return {
    reading: () => reading,
    health: () => ({
      source: source.name,
      lastOkAtMs: reading?.atMs ?? null,
      lastErrorCode: errorCode,
    }),
    poll,
    start: () => {
      running = true;
      void poll();
    },
    stop: () => {
      running = false;
      callOff();
    },
  };
};

/**
 * Ask every source at its own pace and keep the last good reading of each, however old: age and
 * agreement are for the domain to judge.
 */
export const createRates = (options: RatesOptions): RatesClient => {
  const feeds = options.sources.map((source) => createFeed(source, options));
  return {
    readings: () => feeds.map((feed) => feed.reading()).filter((reading) => reading !== null),
    refresh: async () => {
      await Promise.all(feeds.map((feed) => feed.poll()));
    },
    health: () => feeds.map((feed) => feed.health()),
    start: () => {
      for (const feed of feeds) feed.start();
    },
    stop: () => {
      for (const feed of feeds) feed.stop();
    },
  };
};
