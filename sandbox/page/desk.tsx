import type { JSX } from "preact";
import type { ActionResult } from "../contract.ts";
import { Bank } from "./bank.tsx";
import { Bench } from "./bench.tsx";
import { Counter } from "./counter.tsx";
import { useSandbox } from "./link.ts";
import { Phone } from "./phone.tsx";
import { Printer } from "./printer.tsx";

const Said = ({ last }: { readonly last: ActionResult | null }): JSX.Element => (
  <p class={`said ${last?.ok === false ? "bad" : ""}`} role="status">
    {last === null
      ? "The tourist, the shop, the bank and everything that can go wrong, on one desk."
      : last.message}
    {last?.ok === false && <span class="code">{last.code}</span>}
  </p>
);

/** The whole page. */
export const Desk = (): JSX.Element => {
  const { world, isConnected, last, act } = useSandbox();
  if (world === null) return <p class="waking">Waiting for the sandbox…</p>;
  return (
    <>
      <header class="top">
        <h1>Satriel</h1>
        <span class="mark">SANDBOX</span>
        <Said last={last} />
        <span class={`lamp ${isConnected ? "on" : "off"}`}>
          {isConnected ? "play money only" : "the sandbox is gone; waiting for it"}
        </span>
      </header>
      <main class="desk">
        <Phone world={world} act={act} />
        <Counter world={world} act={act} />
        <Printer world={world} act={act} />
        <Bank world={world} act={act} />
      </main>
      <Bench world={world} act={act} />
    </>
  );
};
