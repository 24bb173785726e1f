import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { NodeFactsText, NodeVerdict } from "../../main/bridge/contract-node.ts";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import type { State } from "../parts/frame.tsx";
import { Sentences } from "../parts/sentences.tsx";
import { Text } from "../parts/text.tsx";
import { useNow, useScreen } from "../screen/context.ts";
import { clockTime } from "../screen/time.ts";
import type { NodeWords } from "../words/node-words.ts";
import { sentencesOf } from "../words/say.ts";
import { Shell, useLeave } from "./shell.tsx";

type NodeView = Extract<CashierView, { kind: "node" }>;

const LOOKS: Readonly<Record<NodeVerdict, Pick<State, "tone" | "shape">>> = {
  good: { tone: "ready", shape: "ready" },
  limited: { tone: "warn", shape: "alert" },
  unusable: { tone: "warn", shape: "stop" },
  unknown: { tone: "wait", shape: "hourglass" },
};

const channelsText = (words: NodeWords, { channels }: NodeFactsText): string => {
  const { active, inactive, opening, closing } = channels;
  return [
    words.active(active),
    ...(inactive === null || inactive === 0 ? [] : [words.inactive(inactive)]),
    ...(opening === 0 ? [] : [words.opening(opening)]),
    ...(closing === 0 ? [] : [closing === null ? words.closingNotTold : words.closing(closing)]),
  ].join(", ");
};

const chainText = (
  words: NodeWords,
  { isSyncedToChain, tipAtMs }: NodeFactsText,
  nowMs: number,
): string => {
  const step = isSyncedToChain ? words.inStep : words.behind;
  if (tipAtMs === null) return step;
  const minutes = Math.max(0, Math.floor((nowMs - tipAtMs) / 60_000));
  return `${step}, ${words.minutesAgo(minutes)}`;
};

const mapText = (words: NodeWords, { isSyncedToGraph }: NodeFactsText): string => {
  if (isSyncedToGraph === null) return words.notTold;
  return isSyncedToGraph ? words.complete : words.behind;
};

const rowsOf = (
  words: NodeWords,
  facts: NodeFactsText,
  nowMs: number,
): readonly (readonly [label: string, value: string])[] => [
  [words.canReceive, facts.canReceive],
  [words.canSend, facts.canSend],
  [words.chain, chainText(words, facts, nowMs)],
  [words.map, mapText(words, facts)],
  [words.peers, facts.peers.toString()],
  [words.channels, channelsText(words, facts)],
];

const Facts = ({ view }: { readonly view: NodeView }): JSX.Element => {
  const { words } = useScreen();
  const nowMs = useNow();
  const { facts, reasons } = view;
  const [gravest] = reasons;
  if (facts === null) {
    return (
      <p class="lead">
        <Text>{words.node.notAsked}</Text>
      </p>
    );
  }
  const lead = gravest === undefined ? words.node.good : sentencesOf(words, gravest, null).what;
  return (
    <>
      <p class="lead">
        <Text>{lead}</Text>
      </p>
      <dl class="node-facts">
        {rowsOf(words.node, facts, nowMs).map(([label, value]) => (
          <div key={label}>
            <dt>
              <Text>{label}</Text>
            </dt>{" "}
            <dd>
              <Text>{value}</Text>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
};

const Rail = ({ facts }: { readonly facts: NodeFactsText | null }): JSX.Element | null => {
  const { words } = useScreen();
  return facts === null ? null : (
    <>
      <p class="node-name">{facts.alias}</p>
      <p class="node-line">{facts.shortKey}</p>
      {[
        `${words.node.version} ${facts.version}`,
        `${words.node.toldAt} ${clockTime(facts.atMs)}`,
      ].map((line) => (
        <p key={line} class="node-line">
          <Text>{line}</Text>
        </p>
      ))}
    </>
  );
};

/** How the Lightning node is: its figures first, then one thing that narrows it after the other. */
export const Node = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: NodeView;
}): JSX.Element => {
  const { words } = useScreen();
  const [turned, setTurned] = useState(0);
  const { verdict, reasons, facts } = view;
  const pages = reasons.length + 1;
  const page = turned % pages;
  const reason = reasons[page - 1];
  return (
    <Shell
      snapshot={snapshot}
      state={{
        word: `${words.link.lightning}: ${words.node.verdicts[verdict]}`,
        ...LOOKS[verdict],
      }}
      rail={<Rail facts={facts} />}
      top={<p class="terminal-name">{pages > 1 && `${page + 1} / ${pages}`}</p>}
      back={useLeave()}
      forward={pages > 1 ? { label: words.queue.next, run: () => setTurned(page + 1) } : null}
      layout="refused"
    >
      {reason === undefined ? (
        <Facts view={view} />
      ) : (
        <>
          <Sentences words={sentencesOf(words, reason, null)} />
          <p class="small">{reason}</p>
        </>
      )}
    </Shell>
  );
};
