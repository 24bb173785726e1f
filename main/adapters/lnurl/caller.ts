import type { IncomingMessage } from "node:http";
import { isIP, isIPv4 } from "node:net";

/** Groups of an IPv6 address that one connection's owner has: the rest is theirs to choose (a /64). */
const NETWORK_GROUPS = 4;

const isOwnMachine = (address: string): boolean => address === "::1" || address.startsWith("127.");

const plain = (address: string): string => {
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  return mapped ?? address;
};

/** One name for all addresses that one caller can come from. */
const networkOf = (address: string): string => {
  if (isIPv4(address)) return address;
  const [head = "", tail] = address.toLowerCase().split("::", 2);
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => "0");
  return [...front, ...gap, ...back].slice(0, NETWORK_GROUPS).join(":");
};

/**
 * Who asks, for counting only. Behind a proxy on this machine it is whom the proxy itself names: the last
 * entry of `X-Forwarded-For`, as those before it are the caller's own words. Of anybody else the header
 * is not believed.
 */
export const callerOf = (request: Pick<IncomingMessage, "headers" | "socket">): string => {
  const peer = plain(request.socket.remoteAddress ?? "");
  if (!isOwnMachine(peer)) return networkOf(peer);
  const forwarded = [request.headers["x-forwarded-for"] ?? []].flat().join(",");
  const named = plain(forwarded.split(",").at(-1)?.trim() ?? "");
  return networkOf(isIP(named) === 0 ? peer : named);
};
