import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { RequestView, WorldAction } from "../contract.ts";
import { Button, Field, Qr } from "./parts.tsx";
import { sats } from "./text.ts";
import { MANNER_WORDS, REQUEST_WORDS } from "./words.ts";

type Act = (action: WorldAction) => void;
type Manner = RequestView["manner"];

const MANNERS: readonly Manner[] = ["takes", "holds", "rejects"];
const REAL_MANNERS: readonly Manner[] = ["takes", "holds"];

/** Sats as a person types them, as millisatoshi; what is no number is left for the sandbox to refuse. */
const msatOf = (text: string): string => {
  const digits = text.replaceAll(/[\s,]/g, "");
  return /^\d+$/.test(digits) ? `${digits}000` : text;
};

const sumOf = (valueMsat: string): string => (valueMsat === "0" ? "any amount" : sats(valueMsat));

const Request = (props: { readonly request: RequestView; readonly act: Act }): JSX.Element => {
  const { request, act } = props;
  const [isShown, setShown] = useState(false);
  const decide = (decision: "settle" | "cancel") => (): void =>
    act({ kind: "decide-request", hash: request.hash, decision });
  return (
    <li class={`entry request ${request.state}`} data-hash={request.hash}>
      <span class="what">Asked for, {MANNER_WORDS[request.manner].short}</span>
      <span class="amount">{sumOf(request.valueMsat)}</span>
      <span class="how">{REQUEST_WORDS[request.state]}</span>
      {request.state === "open" && (
        <span class="acts">
          <Button onPress={() => act({ kind: "scan", text: request.request })}>Scan it</Button>
          <Button tone="quiet" onPress={() => setShown(!isShown)}>
            {isShown ? "Hide" : "Show"}
          </Button>
        </span>
      )}
      {request.state === "held" && (
        <span class="acts">
          <Button onPress={decide("settle")}>Take it</Button>
          <Button tone="quiet" onPress={decide("cancel")}>
            Give it back
          </Button>
        </span>
      )}
      {isShown && request.state === "open" && <Qr text={request.request.toUpperCase()} />}
    </li>
  );
};

/** What the tourist asks the terminal for: bitcoin that is owed. */
export const Requests = (props: {
  readonly requests: readonly RequestView[];
  readonly isReal: boolean;
  readonly act: Act;
}): JSX.Element => {
  const { requests, isReal, act } = props;
  const [manner, setManner] = useState<Manner>("takes");
  const ask = (text: string): void => {
    const isAny = text.toLowerCase() === "any";
    act({ kind: "request", manner, ...(isAny ? {} : { amountMsat: msatOf(text) }) });
  };
  return (
    <details class="requests" open={requests.length > 0}>
      <summary>Ask for bitcoin</summary>
      <Field label="Sats to ask for" placeholder="Sats, or “any”" button="Ask" onTake={ask} />
      <div class="row" role="group" aria-label="What the wallet does with the payment">
        {(isReal ? REAL_MANNERS : MANNERS).map((one) => (
          <button
            key={one}
            type="button"
            class="toggle"
            aria-pressed={manner === one}
            title={MANNER_WORDS[one].does}
            onClick={() => setManner(one)}
          >
            {MANNER_WORDS[one].name}
          </button>
        ))}
      </div>
      {requests.length > 0 && (
        <ul class="entries" aria-label="Asked for">
          {requests.slice(0, 5).map((request) => (
            <Request key={request.hash} request={request} act={act} />
          ))}
        </ul>
      )}
    </details>
  );
};
