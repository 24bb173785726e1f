/** Which addresses a stranger's code may make this machine call: those of the public internet. */
import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** By the registries of special-purpose addresses, RFC 6890 and after. */
const FORBIDDEN_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
/** Of `2000::/3`, outside of which nothing is public: tunnels carry IPv4 addresses within. */
const FORBIDDEN_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const forbidden = new BlockList();
for (const [net, prefix] of FORBIDDEN_V4) forbidden.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of FORBIDDEN_V6) forbidden.addSubnet(net, prefix, "ipv6");
const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");

/** True for an address of the public internet; false for any other, and for what is none. */
export const isPublicAddress = (address: string): boolean => {
  switch (isIP(address)) {
    case 4:
      return !forbidden.check(address, "ipv4");
    case 6:
      return global.check(address, "ipv6") && !forbidden.check(address, "ipv6");
    default:
      return false;
  }
};

/** Where a name leads. `forbidden`: also to an address that is not of the public internet. */
export type Resolution =
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "forbidden" }
  | { readonly kind: "unknown" };

/** Finds the one address that a host is then asked at. Never rejects. */
export type Resolve = (host: string) => Promise<Resolution>;

const ask = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/** `addressesOf`: the name service; the system's own when absent. */
export const createPublicResolve =
  (addressesOf: (host: string) => Promise<readonly string[]> = ask): Resolve =>
  async (host) => {
    let addresses: readonly string[];
    try {
      addresses = await addressesOf(host);
    } catch {
      return { kind: "unknown" };
    }
    const [address] = addresses;
    if (address === undefined) return { kind: "unknown" };
    // One bad address among good ones is how a name is turned round between look and call.
    return addresses.every(isPublicAddress) ? { kind: "address", address } : { kind: "forbidden" };
  };
