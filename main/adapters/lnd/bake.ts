import { grantAccess } from "lightning";
import { z } from "zod";
import { Failure } from "../../domain/failure.ts";
import { toFaultCode } from "./fault.ts";
import { openClients } from "./grpc.ts";
import { readMacaroon, withCaveat } from "./macaroon.ts";

/** One macaroon to be made. */
export interface BakeOrder {
  readonly socket: string;
  /** PEM; the only certificate that is trusted. */
  readonly tlsCertificate: string;
  /** Of the administrator; leaves this function in no way. */
  readonly adminMacaroonHex: string;
  /** Calls by name. */
  readonly calls: readonly string[];
  /** Revokes every macaroon that was made with it, at once. Above zero. */
  readonly rootKeyId: string;
  /** ISO time after which it is good for nothing; null for never. */
  readonly expiresAt: string | null;
  /** The one address, as the node sees it, that it is good from; null for any. */
  readonly ipAddress: string | null;
  readonly deadlineMs: number;
}

const answer = z.object({ macaroon: z.base64() });

const isExactly = (bytes: Uint8Array, { calls, rootKeyId }: BakeOrder): boolean => {
  const content = readMacaroon(bytes);
  if (content === null || content.rootKeyId !== rootKeyId) return false;
  const made = content.permissions.map(({ entity, action }) => `${entity}:${action}`);
  return (
    made.toSorted().join() ===
    calls
      .map((call) => `uri:${call}`)
      .toSorted()
      .join()
  );
};

const ask = async (order: BakeOrder): Promise<unknown> => {
  const address = { ...order, macaroonHex: order.adminMacaroonHex, reconnectMs: 500 };
  const clients = openClients(address, ["default"]);
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Failure("LND_TIMEOUT", "")), order.deadlineMs);
  try {
    // By permissions: by `methods` the library adds calls that nobody asked for.
    const permissions = order.calls.map((call) => `uri:${call}`);
    return await Promise.race([
      grantAccess({ lnd: clients.lnd, id: order.rootKeyId, permissions }),
      expired,
    ]);
  } finally {
    clearTimeout(timer);
    clients.close();
  }
};

/**
 * Have the node make a macaroon for these calls and no other, and read it again to be sure. Throws
 * `LND_BAKE_FAILED` with the reason's code in its words, `LND_BAKE_WRONG` when the node made another.
 */
export const bakeMacaroon = async (order: BakeOrder): Promise<Uint8Array> => {
  let reply: unknown;
  try {
    reply = await ask(order);
  } catch (error) {
    const code = error instanceof Failure ? error.code : toFaultCode(error);
    throw new Failure("LND_BAKE_FAILED", `the node made no macaroon (${code})`);
  }
  const parsed = answer.safeParse(reply);
  const bytes = parsed.success ? Buffer.from(parsed.data.macaroon, "base64") : Buffer.alloc(0);
  if (!isExactly(bytes, order)) {
    throw new Failure("LND_BAKE_WRONG", "the node made another macaroon than it was asked for");
  }
  const caveats = [
    ...(order.expiresAt === null ? [] : [`time-before ${order.expiresAt}`]),
    ...(order.ipAddress === null ? [] : [`ipaddr ${order.ipAddress}`]),
  ];
  return caveats.reduce<Uint8Array>(withCaveat, bytes);
};
