import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { WorldAction, WorldState } from "../contract.ts";
import type { Payout } from "../rail/book.ts";
import type { AccountView } from "../rail/server.ts";
import { Button, Field } from "./parts.tsx";
import { money, time } from "./text.ts";

type Act = (action: WorldAction) => void;

const STATUSES = [
  ["open", "Open"],
  ["closed", "Closed"],
  ["not-found", "Not found"],
] as const;

const Order = ({ payout }: { readonly payout: Payout }): JSX.Element => {
  const { fate, order } = payout;
  const amount = money(order.currency, payout.amount);
  if (fate.status === "paid") {
    return (
      <li class="entry paid">
        <span class="what">{order.reference}</span>
        <span class="amount">+{amount}</span>
        <span class="how">
          {time(fate.paidAtMs)} · {fate.railReference}
        </span>
      </li>
    );
  }
  const isPending = fate.status === "pending";
  return (
    <li class={`entry ${isPending ? "waiting" : "failed"}`}>
      <span class="what">{order.reference}</span>
      <span class="amount">{amount}</span>
      <span class="how">
        {isPending
          ? `${time(payout.createdAtMs)} · under way`
          : `${time(fate.failedAtMs)} · ${fate.code}`}
      </span>
    </li>
  );
};

const Look = (props: { readonly account: AccountView; readonly act: Act }): JSX.Element => {
  const { account, act } = props;
  const change = (to: Extract<WorldAction, { kind: "account" }>["change"]): void =>
    act({ kind: "account", id: account.id, change: to });
  return (
    <div class="look">
      <p class="label">What the bank says of this account</p>
      <div class="segments" role="group" aria-label="The account's status">
        {STATUSES.map(([status, name]) => (
          <button
            key={status}
            type="button"
            aria-pressed={account.status === status}
            onClick={() => change({ status })}
          >
            {name}
          </button>
        ))}
      </div>
      <Field
        label="Another holder's name"
        button="Rename"
        onTake={(holderName) => change({ holderName })}
      />
    </div>
  );
};

const Float = (props: { readonly rail: WorldState["rail"]; readonly act: Act }): JSX.Element => {
  const { rail, act } = props;
  const set = (khr: string, usd: string): void => {
    act({ kind: "float", currency: "KHR", left: khr });
    act({ kind: "float", currency: "USD", left: usd });
  };
  return (
    <div class="look">
      <p class="label">The operator’s float</p>
      <p class="floats">
        {money("KHR", rail.float.KHR)} <span class="soft">and</span> {money("USD", rail.float.USD)}
      </p>
      <div class="row">
        <Button onPress={() => set("0", "0.00")}>Empty</Button>
        <Button onPress={() => set("40000000", "10000.00")}>Fill up</Button>
      </div>
    </div>
  );
};

/** The merchant's bank app, right. */
export const Bank = (props: { readonly world: WorldState; readonly act: Act }): JSX.Element => {
  const { act } = props;
  const { rail } = props.world;
  const [chosen, setChosen] = useState("");
  const account = rail.accounts.find(({ id }) => id === chosen) ?? rail.accounts[0];
  if (account === undefined) return <section class="phone bank" aria-label="The merchant's bank" />;
  const payouts = rail.payouts.filter(({ accountId }) => accountId === account.id);
  return (
    <section class="phone bank" aria-label="The merchant's bank app">
      <div class="glass">
        <header>
          <h2>{account.bank}</h2>
          {rail.accounts.length > 1 && (
            <select
              aria-label="Account"
              value={account.id}
              onChange={(event) => setChosen(event.currentTarget.value)}
            >
              {rail.accounts.map(({ id }) => (
                <option key={id} value={id}>
                  {id}
                </option>
              ))}
            </select>
          )}
          <p class="holder">{account.holderName}</p>
          <p class="balance" id="bank-balance">
            {money("KHR", account.balances.KHR)}
          </p>
          <p class="balance second">{money("USD", account.balances.USD)}</p>
        </header>
        <ul class="entries" tabIndex={0} aria-label="Payments received">
          {payouts.length === 0 && <li class="soft nothing">Nothing has come in yet.</li>}
          {payouts.map((payout) => (
            <Order key={payout.key} payout={payout} />
          ))}
        </ul>
        <Look account={account} act={act} />
        <Float rail={rail} act={act} />
      </div>
    </section>
  );
};
