import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ROLES, type Role } from "../../bridge/contract.ts";

/** Who may come in: one secret a role, made anew at every start, and the doors they open. */
export interface Admission {
  /** The address that lets a browser in as `role`. Holds the secret: never log it. */
  address(role: Role): string;
  /** True when the request names this server as its host: keeps out pages of rebound names. */
  namesThisHost(request: IncomingMessage): boolean;
  /** True when a page of this server opened the socket. */
  hasOwnOrigin(request: IncomingMessage): boolean;
  /** The role that a `token` opens, when it is the one asked for. */
  opens(role: Role, token: string): boolean;
  /** Roles that the request's cookies open. */
  rolesOf(request: IncomingMessage): readonly Role[];
  /** The `Set-Cookie` header that lets this browser in as `role` until the terminal restarts. */
  cookie(role: Role): string;
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Equal, in a time that tells nothing of where they differ or how long they are. */
const same = (left: string, right: string) => timingSafeEqual(digest(left), digest(right));

const cookiesOf = (request: IncomingMessage): ReadonlyMap<string, string> =>
  new Map(
    (request.headers.cookie ?? "").split(";").map((pair): [string, string] => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair.trim(), ""] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );

/** Read a role's name as it stands in an address. */
export const roleOf = (name: string | null): Role | null =>
  ROLES.find((role) => role === name) ?? null;

/** Guard a server on 127.0.0.1 at `port` with one secret of 32 random bytes a role. */
export const createAdmission = (
  port: number,
  randomBytes: (count: number) => Uint8Array,
): Admission => {
  const token = (): string => Buffer.from(randomBytes(32)).toString("base64url");
  const tokens: Readonly<Record<Role, string>> = { cashier: token(), payer: token() };
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  // Browsers keep one set of cookies for all ports of a host: the port keeps two terminals apart.
  const cookieName = (role: Role) => `satriel-${role}-${port}`;
  const opens = (role: Role, offered: string) => same(tokens[role], offered);
  const namesThisHost = (request: IncomingMessage) => hosts.includes(request.headers.host ?? "");
  return {
    address: (role) => `http://127.0.0.1:${port}/enter?token=${tokens[role]}&role=${role}`,
    namesThisHost,
    hasOwnOrigin: (request) =>
      namesThisHost(request) && request.headers.origin === `http://${request.headers.host ?? ""}`,
    opens,
    rolesOf: (request) => {
      const cookies = cookiesOf(request);
      return ROLES.filter((role) => opens(role, cookies.get(cookieName(role)) ?? ""));
    },
    cookie: (role) => `${cookieName(role)}=${tokens[role]}; Path=/; HttpOnly; SameSite=Strict`,
  };
};
