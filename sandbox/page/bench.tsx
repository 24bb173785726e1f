import type { JSX } from "preact";
import type { NodeFault, WorldAction, WorldState } from "../contract.ts";
import type { RailFault } from "../rail/faults.ts";
import type { FeedName } from "../rates/formats.ts";
import type { RateFault } from "../rates/market.ts";
import { Button, Field } from "./parts.tsx";
import {
  FEED_WORDS,
  NODE_FAULT_WORDS,
  RAIL_FAULTS,
  RATE_FAULT_WORDS,
  SINK_FAULT_WORDS,
  WAY_OUT_WORDS,
  type Words,
} from "./words.ts";

type Act = (action: WorldAction) => void;
interface PartProps {
  readonly world: WorldState;
  readonly act: Act;
}

const keys = <T extends string>(record: Readonly<Record<T, unknown>>): readonly T[] =>
  Object.keys(record) as T[];

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`;

/** One trouble: its name, what it does, and the switch. */
const Trouble = (props: {
  readonly words: Words;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}): JSX.Element => (
  <li class="trouble">
    <button type="button" aria-pressed={props.isOn} onClick={() => props.onChange(!props.isOn)}>
      <span class="name">{props.words.name}</span>
      <span class="does">{props.words.does}</span>
    </button>
  </li>
);

/** What can be wrong with a real node: only the wire to it. */
const REAL_FAULTS: readonly Exclude<NodeFault, "none">[] = ["black-hole"];

const Node = ({ world, act }: PartProps): JSX.Element => {
  const { node } = world;
  const faults = node.isReal ? REAL_FAULTS : keys(NODE_FAULT_WORDS);
  return (
    <section class="group" aria-label="Lightning node">
      <h3>Lightning node</h3>
      {node.isReal && (
        <p class="soft" id="real-node">
          A real LND, with channels on a chain of its own.
        </p>
      )}
      <ul class="troubles">
        <Trouble
          words={{ name: "Gone", does: "The node is off; the chain goes on without it." }}
          isOn={!node.isRunning}
          onChange={(isOn) => act({ kind: "node-power", isOn: !isOn })}
        />
        {!node.isReal && (
          <Trouble
            words={{ name: "Behind the chain", does: "It says that it has not caught up." }}
            isOn={!node.isSynced}
            onChange={(isOn) => act({ kind: "node-sync", isSynced: !isOn })}
          />
        )}
        {faults.map((fault) => (
          <Trouble
            key={fault}
            words={NODE_FAULT_WORDS[fault]}
            isOn={node.fault === fault}
            onChange={(isOn) => act({ kind: "node-fault", fault: isOn ? fault : "none" })}
          />
        ))}
        {!node.isReal &&
          keys(WAY_OUT_WORDS).map((way) => (
            <Trouble
              key={way}
              words={WAY_OUT_WORDS[way]}
              isOn={node.wayOut === way}
              onChange={(isOn) => act({ kind: "way-out", way: isOn ? way : "open" })}
            />
          ))}
      </ul>
      <Button
        title="Every one ends as with a lost link; they may come back at once"
        onPress={() => act({ kind: "drop-streams" })}
      >
        {node.isReal ? "Cut" : "Drop"}{" "}
        {counted(node.streams, node.isReal ? "connection" : "stream")} now
      </Button>
    </section>
  );
};

const RailTrouble = (props: PartProps & { readonly fault: Exclude<RailFault, "none"> }) => {
  const { fault, act } = props;
  const { sticky, queue } = props.world.rail.faults;
  const { name, does } = RAIL_FAULTS[fault];
  const waiting = queue.filter((queued) => queued === fault).length;
  return (
    <li class="trouble twice" data-fault={fault}>
      <span class="words">
        <span class="name">{name}</span>
        <span class="does">{does}</span>
      </span>
      <button
        type="button"
        aria-pressed={waiting > 0}
        aria-label={`${name}, once`}
        onClick={() => act({ kind: "rail-fault", fault, mode: "once" })}
      >
        {waiting > 1 ? `once ×${waiting}` : "once"}
      </button>
      <button
        type="button"
        aria-pressed={sticky === fault}
        aria-label={`${name}, always`}
        onClick={() =>
          act({ kind: "rail-fault", fault: sticky === fault ? "none" : fault, mode: "sticky" })
        }
      >
        always
      </button>
    </li>
  );
};

const BankTroubles = (props: PartProps): JSX.Element => (
  <section class="group wide" aria-label="Bank">
    <h3>The bank’s next orders</h3>
    <ul class="troubles columns">
      {keys(RAIL_FAULTS).map((fault) => (
        <RailTrouble key={fault} {...props} fault={fault} />
      ))}
    </ul>
  </section>
);

const Feed = (props: PartProps & { readonly feed: FeedName }): JSX.Element => {
  const { feed, act } = props;
  const { fault } = props.world.rates.feeds[feed];
  return (
    <label class={`feed ${fault === "none" ? "" : "bad"}`}>
      <span>{FEED_WORDS[feed]}</span>
      <select
        value={fault}
        onChange={(event) =>
          act({ kind: "rate-fault", feed, fault: event.currentTarget.value as RateFault })
        }
      >
        {keys(RATE_FAULT_WORDS).map((name) => (
          <option key={name} value={name}>
            {RATE_FAULT_WORDS[name]}
          </option>
        ))}
      </select>
    </label>
  );
};

const BackOffice = ({ world, act }: PartProps): JSX.Element => (
  <section class="group" aria-label="Back office">
    <h3>Back office</h3>
    <p class="figure" id="records">
      {world.sink.count.toLocaleString("en")} <span class="soft">records kept</span>
    </p>
    <ul class="troubles">
      {keys(SINK_FAULT_WORDS).map((fault) => (
        <Trouble
          key={fault}
          words={SINK_FAULT_WORDS[fault]}
          isOn={world.sink.faults.sticky === fault}
          onChange={(isOn) =>
            act({ kind: "sink-fault", fault: isOn ? fault : "none", mode: "sticky" })
          }
        />
      ))}
    </ul>
  </section>
);

const grouped = (decimal: string): string => decimal.replace(/\B(?=(\d{3})+\.)/g, ",");

const Prices = ({ world, act }: PartProps): JSX.Element => {
  const price = Number(world.rates.usdPerBtc);
  const move = (part: number): void =>
    act({ kind: "price", usdPerBtc: Math.round(price * part * 100) / 100 });
  return (
    <section class="group" aria-label="Prices">
      <h3>Prices</h3>
      <p class="figure">
        US${grouped(world.rates.usdPerBtc)} <span class="soft">a bitcoin</span>
      </p>
      <div class="row">
        <Button onPress={() => move(0.95)}>−5 %</Button>
        <Button onPress={() => move(0.995)}>−0.5 %</Button>
        <Button onPress={() => move(1.005)}>+0.5 %</Button>
        <Button onPress={() => move(1.05)}>+5 %</Button>
      </div>
      <Field
        label="A price in dollars"
        button="Set"
        onTake={(text) => act({ kind: "price", usdPerBtc: Number(text.replaceAll(",", "")) })}
      />
      <p class="figure second">
        {grouped(world.rates.rielPerUsd)} ៛ <span class="soft">a dollar, official</span>
      </p>
      <div class="feeds">
        {keys(FEED_WORDS).map((feed) => (
          <Feed key={feed} world={world} act={act} feed={feed} />
        ))}
      </div>
    </section>
  );
};

const Chain = ({ world, act }: PartProps): JSX.Element => (
  <section class="group" aria-label="Chain">
    <h3>Block chain</h3>
    <p class="figure" id="height">
      {world.node.height.toLocaleString("en")} <span class="soft">blocks</span>
    </p>
    <div class="row">
      {[1, 10, 50].map((blocks) => (
        <Button key={blocks} onPress={() => act({ kind: "mine", blocks })}>
          {blocks === 1 ? "Mine 1" : blocks}
        </Button>
      ))}
    </div>
    <p class="soft">A held payment runs out of blocks: the node gives it back with 18 left.</p>
    <div class="row">
      <Button onPress={() => act({ kind: "force-close" })}>Close the channel by force</Button>
    </div>
  </section>
);

/** The gremlin's bench, at the foot: everything that can go wrong. */
export const Bench = (props: PartProps): JSX.Element => (
  <section class="bench" aria-label="The gremlin's bench">
    <header>
      <h2>The gremlin’s bench</h2>
      <p>What goes wrong, and when. Nothing here is the terminal’s fault; it has to cope.</p>
      <Button onPress={() => props.act({ kind: "repair" })}>Repair everything</Button>
    </header>
    <div class="groups">
      <Node {...props} />
      <BankTroubles {...props} />
      <div class="stack">
        <Prices {...props} />
        <Chain {...props} />
        <BackOffice {...props} />
      </div>
    </div>
  </section>
);
