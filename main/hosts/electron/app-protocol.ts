import { securityHeaders } from "../security-headers.ts";
import type { StaticFiles } from "../static-files.ts";
import { APP_ORIGIN } from "./channels.ts";

/** Answers requests under `app://`: the built screens, and nothing else. */
export const createAppProtocol = (files: StaticFiles) => {
  const headers = securityHeaders([]);
  const refuse = (status: number) => new Response(null, { status, headers });
  return (request: { readonly method: string; readonly url: string }): Response => {
    if (request.method !== "GET") return refuse(405);
    if (!request.url.startsWith(`${APP_ORIGIN}/`)) return refuse(404);
    const [path = ""] = request.url.slice(APP_ORIGIN.length).split(/[?#]/, 1);
    const file = files.get(path);
    if (file === undefined) return refuse(404);
    return new Response(file.bytes, {
      headers: { ...headers, "Content-Type": file.contentType },
    });
  };
};
