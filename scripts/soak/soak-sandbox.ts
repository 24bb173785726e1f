/** The sandbox without its control page, and a payer who pays when told: `soak-sandbox.ts DIR`, under a soak. */
import { keepMining } from "../../sandbox/mining.ts";
import { createWorld } from "../../sandbox/world.ts";
import { serveLooks } from "./samples.ts";

const [, , dir = ""] = process.argv;
/** More than any soak spends. */
const PLENTY_MSAT = 10n ** 15n;

const world = await createWorld({ dir, seed: 1, nowMs: () => Date.now() });
world.lnd.fundWallet(PLENTY_MSAT);
world.lnd.setInbound(PLENTY_MSAT);
keepMining(world);
serveLooks(() => ({}), {
  pay: (hash) => void world.lnd.pay(hash),
  end: () => void world.close().then(() => process.exit(0)),
});
process.stdout.write(
  `${JSON.stringify({ event: "ready", terminalConfig: world.terminalConfigPath })}\n`,
);
