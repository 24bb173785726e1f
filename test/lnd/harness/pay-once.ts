/** Makes the one payment that it is told on its input, and waits to be killed. */
import { text } from "node:stream/consumers";
import { createLndLightningSend } from "../../../main/adapters/lnd/payout-client.ts";
import { msat } from "../../../main/domain/money.ts";
import type { InvoicePayment } from "../../../main/ports/lightning-send.ts";
import { createMemoryLog } from "../../adapters/lnd/network.ts";
import type { Access } from "./node.ts";

interface Order {
  readonly access: Access;
  readonly payment: Omit<InvoicePayment, "amountMsat" | "maxFeeMsat"> & {
    readonly amountMsat: string;
    readonly maxFeeMsat: string;
  };
}

const { access, payment } = JSON.parse(await text(process.stdin)) as Order;
const send = createLndLightningSend({
  ...access,
  network: "simnet",
  clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
  log: createMemoryLog(),
  deadlineMs: 10_000,
  reconnectMs: 100,
});
await send.payInvoice({
  ...payment,
  amountMsat: msat(BigInt(payment.amountMsat)),
  maxFeeMsat: msat(BigInt(payment.maxFeeMsat)),
});
// A payment that was quick is killed all the same.
setInterval(() => undefined, 60_000);
