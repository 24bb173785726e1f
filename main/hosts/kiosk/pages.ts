import type { IncomingMessage, ServerResponse } from "node:http";
import type { Role } from "../../bridge/contract.ts";
import { securityHeaders } from "../security-headers.ts";
import type { StaticFiles } from "../static-files.ts";
import { roleOf, type Admission } from "./admission.ts";

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const words = (status: number, body: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { "Content-Type": "text/plain; charset=utf-8", ...headers },
  body: `${body}\n`,
});

const notAdmitted = words(401, "Open this screen with the address the terminal gave at its start.");
const notFound = words(404, "There is no such page.");

const pageOf = (role: Role) => `/${role}.html`;

const enter = (admission: Admission, query: URLSearchParams): Answer => {
  const role = roleOf(query.get("role"));
  if (role === null || !admission.opens(role, query.get("token") ?? "")) return notAdmitted;
  return words(303, "Welcome.", { Location: pageOf(role), "Set-Cookie": admission.cookie(role) });
};

const file = (files: StaticFiles, roles: readonly Role[], path: string): Answer => {
  const [first] = roles;
  if (first === undefined) return notAdmitted;
  if (path === "/") return words(303, "This way.", { Location: pageOf(first) });
  const found = files.get(path);
  if (found === undefined) return notFound;
  const owner = (["cashier", "payer"] as const).find((role) => pageOf(role) === path);
  if (owner !== undefined && !roles.includes(owner)) return notAdmitted;
  return { status: 200, headers: { "Content-Type": found.contentType }, body: found.bytes };
};

const answerTo = (request: IncomingMessage, admission: Admission, files: StaticFiles): Answer => {
  if (!admission.namesThisHost(request)) return words(421, "This server has another name.");
  if (request.method !== "GET" && request.method !== "HEAD") {
    return words(405, "Only GET and HEAD.", { Allow: "GET, HEAD" });
  }
  const [path = "", query = ""] = (request.url ?? "").split("?", 2);
  if (path === "/enter") return enter(admission, new URLSearchParams(query));
  return file(files, admission.rolesOf(request), path);
};

/**
 * Answer requests for the screens' files: `/enter` turns a token into a cookie, everything else
 * needs the cookie. Paths are looked up as they stand, so nothing in them is ever a way out.
 */
export const createPages = (port: number, admission: Admission, files: StaticFiles) => {
  // 'self': a screen whose socket is refused asks for its own page to learn why.
  const common = securityHeaders(["'self'", `ws://127.0.0.1:${port}`, `ws://localhost:${port}`]);
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { status, headers, body } = answerTo(request, admission, files);
    response.writeHead(status, {
      ...common,
      ...headers,
      "Content-Length": Buffer.byteLength(body),
    });
    response.end(request.method === "HEAD" ? undefined : body);
  };
};
