import type { IncomingMessage } from "node:http";

/**
 * Why a request is turned away; null when it may pass. The sandbox moves play money only, but a page
 * of some other site must not be able to drive it: neither through a rebound name (Host), nor by a
 * form or script of its own (Origin, `Sec-Fetch-Site`), nor by showing our pictures in its frames.
 * Programs of this machine send none of the browsers' headers and pass.
 */
export const turnAwayReason = (request: IncomingMessage, port: number): string | null => {
  const { host = "", origin } = request.headers;
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(host)) return "HOST_REFUSED";
  if (origin !== undefined && origin !== `http://${host}`) return "ORIGIN_REFUSED";
  const site = request.headers["sec-fetch-site"] ?? "none";
  return site === "same-origin" || site === "none" ? null : "ORIGIN_REFUSED";
};

/** Headers of every answer: nothing from elsewhere is loaded, and nobody else shows this page. */
export const CONTROL_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};
