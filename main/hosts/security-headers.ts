const contentSecurityPolicy = (connectSources: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    `connect-src ${connectSources.length === 0 ? "'none'" : connectSources.join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");

/**
 * Headers of every answer that carries a screen. `connectSources` are the addresses its scripts may
 * reach: the terminal's own socket in the kiosk host, none at all under Electron. A screen needs no
 * device of the machine, so every permission is off.
 */
export const securityHeaders = (
  connectSources: readonly string[],
): Readonly<Record<string, string>> => ({
  "Content-Security-Policy": contentSecurityPolicy(connectSources),
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()",
  "Cache-Control": "no-store",
});
