/** The bank, the prices and the payer of the figures. */
import { createWorld } from "../../../sandbox/world.ts";
import { pay } from "../harness/payer.ts";
import { openRpc, type Rpc } from "../harness/rpc.ts";
import { serve, type Told } from "./children.ts";

let rpc: Rpc | null = null;

serve(async (ask): Promise<Told> => {
  if (ask.kind === "open-world") {
    rpc = openRpc(ask.payer);
    const world = await createWorld({ dir: ask.dir, seed: 7, nowMs: () => Date.now() });
    return { kind: "world", configPath: world.terminalConfigPath };
  }
  if (ask.kind !== "pay" || rpc === null) throw new Error(`the world cannot ${ask.kind}`);
  const { isPaid } = await pay({ rpc }, ask.request);
  return { kind: "paid", isPaid };
});
