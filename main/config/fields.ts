import { z } from "zod";
import { Failure } from "../domain/failure.ts";
import { parseFiat, type Currency } from "../domain/money.ts";
import { parseRate, perUnit } from "../domain/rate.ts";

/**
 * What a setting that names a file promises: `public` must exist; `secret` must exist and be for
 * its owner only; `key` is made at the first start and must be for its owner only from then on.
 */
export type FileKind = "public" | "secret" | "key";

const accepts = (read: () => unknown): boolean => {
  try {
    read();
    return true;
  } catch (cause) {
    if (cause instanceof Failure) return false;
    throw cause;
  }
};

/** A duration in milliseconds. */
export const durationMs = (minMs: number, maxMs: number, defaultMs: number, meaning: string) =>
  z.int().min(minMs).max(maxMs).default(defaultMs).describe(meaning);

/** A time of the local day as `hh:mm`; whole minutes since midnight once read. */
export const timeOfDay = (fallback: string, meaning: string) =>
  z
    .string()
    .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/)
    .default(fallback)
    .meta({ description: meaning, allowed: 'a time, such as "06:00"' })
    .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

/** A whole number. */
export const count = (min: number, max: number, fallback: number, meaning: string) =>
  z.int().min(min).max(max).default(fallback).describe(meaning);

/** A proportion in parts per million; a bigint once read, like all that money is multiplied by. */
export const ppm = (max: number, fallback: bigint, meaning: string) =>
  z
    .int()
    .min(0)
    .max(max)
    .default(Number(fallback))
    .describe(meaning)
    .transform((value) => BigInt(value));

/** Printed words: one line, not empty. */
export const words = (maxCharacters: number, meaning: string) =>
  z
    .string()
    .regex(/^[^\p{C}]+$/u)
    .max(maxCharacters)
    .meta({ description: meaning, allowed: `one line of 1 to ${maxCharacters} characters` });

/** A path of a file; relative ones start at the configuration's own folder. */
export const file = (kind: FileKind, meaning: string) =>
  z
    .string()
    .min(1)
    .max(4_096)
    .meta({ description: meaning, allowed: "a path of a file", file: kind });

/** An amount of money as a decimal text; smallest units once read. */
export const amount = (currency: Currency, fallback: string, meaning: string) =>
  z
    .string()
    .refine((text) => accepts(() => parseFiat(currency, text)))
    .default(fallback)
    .meta({
      description: meaning,
      allowed: `an amount in ${currency} as text, such as ${currency === "KHR" ? '"20000"' : '"5.00"'}`,
    })
    .transform((text) => parseFiat(currency, text));

/** Riel per dollar as a decimal text; riel per US cent once read. */
export const rielPerDollar = (meaning: string) =>
  z
    .string()
    .refine((text) => accepts(() => parseRate(text)))
    .meta({ description: meaning, allowed: 'riel per dollar as text, such as "4100"' })
    .transform((text) => perUnit(parseRate(text), 100n));

/** An address of a web server: `https:`, or `http:` on this machine. */
export const webAddress = (meaning: string) =>
  z
    .string()
    .refine((text) => {
      const url = URL.parse(text);
      if (url === null || url.username !== "" || url.search !== "" || url.hash !== "") return false;
      if (text.endsWith("/")) return false;
      return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
    })
    .meta({
      description: meaning,
      allowed: "an https: address without a slash at its end (http: only on this machine)",
    });

/** A host and a port, such as `127.0.0.1:10009`. */
export const hostAndPort = (meaning: string) =>
  z
    .string()
    .regex(/^(?:[A-Za-z0-9.-]{1,253}|\[[0-9a-f:]{2,39}\]):[1-9]\d{0,4}$/)
    .meta({ description: meaning, allowed: "a host and a port, such as 127.0.0.1:10009" });

/** True for the names and addresses of this machine itself. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
