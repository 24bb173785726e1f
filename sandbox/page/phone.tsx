import type { JSX } from "preact";
import type { InvoiceView, PaymentView, WorldAction, WorldState } from "../contract.ts";
import { useNowMs } from "./link.ts";
import { Button, Field } from "./parts.tsx";
import { inDollars, remaining, sats } from "./text.ts";
import { Requests } from "./requests.tsx";
import { PAYMENT_WORDS } from "./words.ts";

type Act = (action: WorldAction) => void;

const OnShow = (props: {
  readonly invoice: InvoiceView;
  readonly usdPerBtc: string;
  readonly isReal: boolean;
  readonly act: Act;
}): JSX.Element => {
  const { invoice, usdPerBtc, isReal, act } = props;
  const leftMs = invoice.expiresAtMs - useNowMs();
  return (
    <div class="invoice" data-hash={invoice.hash}>
      <p class="label">
        To pay <span class="count">{remaining(leftMs)}</span>
      </p>
      <p class="sum">{sats(invoice.valueMsat)}</p>
      <p class="soft">about {inDollars(invoice.valueMsat, usdPerBtc)}</p>
      <p class="memo">{invoice.memo}</p>
      <Button tone="main" onPress={() => act({ kind: "pay", target: invoice.hash })}>
        Pay
      </Button>
      <div class="row">
        <Button
          title="5 % more than asked"
          onPress={() => act({ kind: "pay", target: invoice.hash, percent: 105 })}
        >
          Too much
        </Button>
        {!isReal && (
          <Button
            title="It reaches the node after the price has run out"
            onPress={() => act({ kind: "pay", target: invoice.hash, isLate: true })}
          >
            Late
          </Button>
        )}
        <Button
          title="40 % now; the rest never comes"
          onPress={() => act({ kind: "pay", target: invoice.hash, percent: 40 })}
        >
          In part
        </Button>
      </div>
    </div>
  );
};

const Payment = (props: {
  readonly payment: PaymentView;
  readonly canGiveUp: boolean;
  readonly act: Act;
}): JSX.Element => {
  const { payment, canGiveUp, act } = props;
  return (
    <li class={`entry ${payment.state}`}>
      <span class="what">{payment.memo === "" ? "An invoice" : payment.memo}</span>
      <span class="amount">{sats(payment.sentMsat)}</span>
      <span class="how">
        {PAYMENT_WORDS[payment.state]}
        {payment.reason === null || payment.state !== "failed" ? "" : `: ${payment.reason}`}
      </span>
      {payment.state === "waiting" && canGiveUp && (
        <Button tone="quiet" onPress={() => act({ kind: "give-up", hash: payment.hash })}>
          Give up
        </Button>
      )}
    </li>
  );
};

/** The tourist's phone, left. */
export const Phone = (props: { readonly world: WorldState; readonly act: Act }): JSX.Element => {
  const { act } = props;
  const { wallet, rates, node } = props.world;
  return (
    <section class="phone wallet" aria-label="The tourist's phone">
      <div class="glass">
        <h2>Tourist’s wallet</h2>
        <p class="balance" id="wallet-balance">
          {sats(wallet.balanceMsat)}
        </p>
        <p class="soft">
          about {inDollars(wallet.balanceMsat, rates.usdPerBtc)}
          {wallet.lockedMsat !== "0" && (
            <span class="locked">{sats(wallet.lockedMsat)} of it on the way</span>
          )}
        </p>
        {wallet.onShow === null ? (
          <div class="invoice none">
            <p>No invoice on show.</p>
            <p class="soft">When the terminal shows one, it can be paid here.</p>
          </div>
        ) : (
          <OnShow
            invoice={wallet.onShow}
            usdPerBtc={rates.usdPerBtc}
            isReal={node.isReal}
            act={act}
          />
        )}
        <Field
          label="Paste an invoice"
          button="Pay"
          onTake={(target) => act({ kind: "pay", target })}
        />
        <Requests requests={wallet.requests} isReal={node.isReal} act={act} />
        <ul class="entries" tabIndex={0} aria-label="Payments">
          {wallet.payments.map((payment) => (
            <Payment key={payment.hash} payment={payment} canGiveUp={!node.isReal} act={act} />
          ))}
        </ul>
        <div class="foot">
          <Button
            tone="quiet"
            title={node.isReal ? "One more channel, and six blocks that confirm it" : undefined}
            onPress={() => act({ kind: "fund-wallet", amountMsat: "1000000000" })}
          >
            Add 1,000,000 sats
          </Button>
        </div>
      </div>
    </section>
  );
};
