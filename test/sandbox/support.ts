import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  authenticatedLndGrpc,
  createHodlInvoice,
  settleHodlInvoice,
  type AuthenticatedLnd,
} from "lightning";
import { loadConfig } from "../../main/config/load.ts";
import type { Config } from "../../main/config/schema.ts";
import type { WorldOptions } from "../../sandbox/world-parts.ts";
import { createWorld, type World } from "../../sandbox/world.ts";

/** A world in a folder of its own, and what a terminal would know of it. */
export interface WorldRig {
  readonly dir: string;
  /** Start it; again after `world.close()` for a restart. */
  open(options?: Partial<WorldOptions>): Promise<World>;
  config(): Config;
  lnd(): AuthenticatedLnd;
  remove(): Promise<void>;
}

export const createWorldRig = (): WorldRig => {
  const dir = mkdtempSync(join(tmpdir(), "satriel-world-"));
  const worlds: World[] = [];
  const config = () => loadConfig(join(dir, "terminal.json"));
  return {
    dir,
    open: async (options = {}) => {
      const world = await createWorld({ dir, seed: 7, nowMs: Date.now, ...options });
      worlds.push(world);
      return world;
    },
    config,
    lnd: () => {
      const { socket, tlsCertificateFile, macaroonFile } = config().lnd;
      return authenticatedLndGrpc({
        socket,
        cert: readFileSync(tlsCertificateFile).toString("hex"),
        macaroon: readFileSync(macaroonFile).toString("hex"),
      }).lnd;
    },
    remove: async () => {
      for (const world of worlds) await world.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** A preimage that depends on `name` alone, and its hash. */
export const secretOf = (name: string): { readonly secret: string; readonly id: string } => {
  const secret = createHash("sha256").update(name).digest();
  return {
    secret: secret.toString("hex"),
    id: createHash("sha256").update(secret).digest("hex"),
  };
};

/** Make a hold invoice as the terminal does. */
export const order = async (rig: WorldRig, name: string, sats = 1_000): Promise<string> => {
  const { id } = secretOf(name);
  const made = await createHodlInvoice({
    lnd: rig.lnd(),
    id,
    mtokens: (sats * 1_000).toString(),
    description: name,
    expires_at: new Date(Date.now() + 60_000).toISOString(),
  });
  return made.request;
};

export const settle = async (rig: WorldRig, name: string): Promise<void> =>
  settleHodlInvoice({ lnd: rig.lnd(), secret: secretOf(name).secret });

/** Resolves once `world` is as `wanted` says; it is asked at each change. */
export const until = (world: World, wanted: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!wanted()) return;
      end();
      resolve();
    };
    const end = world.onChange(look);
    look();
  });

/** Connect a device's cable, as the terminal does. */
export const plugInto = async (world: World, port: number): Promise<Socket> => {
  const before = world.scanner.state().connections + world.printer.state().connections;
  const socket = connect(port, "127.0.0.1");
  await until(
    world,
    () => world.scanner.state().connections + world.printer.state().connections > before,
  );
  return socket;
};
