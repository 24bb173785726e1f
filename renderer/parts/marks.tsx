import type { JSX } from "preact";
import type { CashierSnapshot, DeviceName, Health } from "../../main/bridge/contract.ts";
import type { NodeVerdict } from "../../main/bridge/contract-node.ts";
import { useScreen } from "../screen/context.ts";
import { deviceWordOf } from "../words/say.ts";
import type { Words } from "../words/words.ts";
import { Text } from "./text.tsx";

type LinkName = keyof CashierSnapshot["links"];
type MarkName = LinkName | DeviceName;
const LINK_NAMES = [
  "lightning",
  "payoutRail",
  "rates",
  "clock",
  "backOffice",
] as const satisfies LinkName[];
const DEVICE_NAMES = ["printer", "scanner", "display"] as const satisfies DeviceName[];
/** Told only in trouble: nobody waits for them while all is well. */
const QUIET: readonly MarkName[] = ["clock", "backOffice", "scanner", "display"];

/** One mark: what it is about, how that is, and the word for it. */
interface Mark {
  readonly name: MarkName;
  readonly title: string;
  readonly health: Health;
  readonly word: string;
}

/** The links and devices that there are. */
const marksOf = (
  words: Words,
  { links, devices }: Pick<CashierSnapshot, "links" | "devices">,
): readonly Mark[] => [
  ...LINK_NAMES.flatMap((name) => {
    const health = links[name];
    return health === null
      ? []
      : [{ name, title: words.link[name], health, word: healthWord(words, name, health) }];
  }),
  ...DEVICE_NAMES.flatMap((name) => {
    const device = devices[name];
    return device === null
      ? []
      : [
          {
            name,
            title: words.devices[name],
            health: device.health,
            word: deviceWordOf(words, device),
          },
        ];
  }),
];

const ICONS: Readonly<Record<MarkName, JSX.Element>> = {
  lightning: <path d="M13 2 5 13.5h5.5L10 22l8.5-12H12.5z" />,
  payoutRail: (
    <path d="M2.5 9 12 3l9.5 6zM5 11.5h3V18H5zm5.5 0h3V18h-3zm5.5 0h3V18h-3zM3 19.5h18V22H3z" />
  ),
  rates: <path d="M3 21V3h2.5v15.5H21V21zM7.5 15l4-5 3 2.5 4.5-6 2 1.5-6 8-3-2.5-2.5 3z" />,
  printer: <path d="M6.5 2.5h11V8h-11zM3 9h18v9h-3.5v-4h-11v4H3zm5.5 6.5h7V22h-7z" />,
  scanner: (
    <path d="M2 2h7v2.5H4.5V9H2zm13 0h7v7h-2.5V4.5H15zM2 15h2.5v4.5H9V22H2zm17.5 0H22v7h-7v-2.5h4.5zM6 10.8h12v2.4H6z" />
  ),
  display: <path d="M2 4h20v12H2zm3 3v2.4h8V7zm0 4v2.4h14V11zm5.5 6.5h3V20H17v2H7v-2h3.5z" />,
  clock: <path d="M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20m1.4 4.5v5l3.6 3.6-2 2-4.4-4.4V6.500z" />,
  backOffice: <path d="M4 2.5h11l5 5V22H4zm4 8v2h8v-2zm0 4.500v2h8v-2z" />,
};

/** Beside the icon, so that health is told by shape as well as by colour. */
const SIGNS: Readonly<Record<Health, JSX.Element>> = {
  up: <path d="m2 7 3.5 3.5L12 3.5" />,
  slow: <path d="M13 7A6 6 0 1 1 1 7a6 6 0 0 1 12 0M7 3.5V7l2.5 1.5" />,
  down: <path d="m2.5 2.5 9 9m0-9-9 9" />,
  unknown: <path d="M3 7h.01M7 7h.01M11 7h.01" />,
};

/** The mark of a terminal that moves no real money. */
export const SandboxMark = ({
  mode,
}: {
  readonly mode: "sandbox" | "live";
}): JSX.Element | null => {
  const { words } = useScreen();
  return mode === "sandbox" ? (
    <p class="sandbox">
      <Text>{words.screen.sandbox}</Text>
    </p>
  ) : null;
};

/** A clock is believed or not; it does not answer. */
const healthWord = (words: Words, name: LinkName, health: Health): string =>
  name === "clock" ? words.clockHealth[health] : words.health[health];

/** Connection and sandbox mark: top right on every screen of the cashier. */
export const Marks = ({ snapshot }: { readonly snapshot: CashierSnapshot }): JSX.Element => {
  const { words } = useScreen();
  return (
    <div class="marks">
      <SandboxMark mode={snapshot.mode} />
      <ul class="links" aria-label={words.screen.connections}>
        {marksOf(words, snapshot)
          .filter(({ name, health }) => !QUIET.includes(name) || health === "down")
          .map(({ name, title, health, word }) => (
            <li key={name} class={`link ${health}`} aria-label={`${title}: ${word}`}>
              <svg viewBox="0 0 24 24" aria-hidden="true">
                {ICONS[name]}
              </svg>
              <svg class="sign" viewBox="0 0 14 14" aria-hidden="true">
                {SIGNS[health]}
              </svg>
            </li>
          ))}
      </ul>
    </div>
  );
};

/** The rail of the smallest glass has room for no more, in the language with the tallest lines. */
const MOST_TOLD = 3;
const GRAVEST_FIRST = ["down", "slow", "unknown"] as const satisfies Health[];

/** What is worth a line: all troubles, the gravest first; without any, what everybody waits for. */
const toldOf = (marks: readonly Mark[]): readonly Mark[] => {
  const troubles = GRAVEST_FIRST.flatMap((grave) => marks.filter(({ health }) => health === grave));
  return troubles.length > 0 ? troubles : marks.filter(({ name }) => !QUIET.includes(name));
};

/** A Lightning that answers, and yet takes no payment or not every one, is told for that. */
const withNode = (words: Words, marks: readonly Mark[], node: NodeVerdict): readonly Mark[] => {
  if (node !== "limited" && node !== "unusable") return marks;
  const health = node === "limited" ? "slow" : "down";
  return marks.map((mark) =>
    mark.name === "lightning" && mark.health !== "down"
      ? { ...mark, health, word: words.node.verdicts[node] }
      : mark,
  );
};

/**
 * The connections in words, where there is room for them; the marks show them all. One target, for a
 * line alone is too small for a finger: it opens what is known of Lightning.
 */
export const LinksTold = ({
  snapshot,
  node,
  onOpen,
}: {
  readonly snapshot: Pick<CashierSnapshot, "links" | "devices">;
  readonly node: NodeVerdict;
  readonly onOpen: () => void;
}): JSX.Element => {
  const { words } = useScreen();
  const told = toldOf(withNode(words, marksOf(words, snapshot), node));
  const isWell = told.every(({ health }) => health === "up");
  const lines = isWell || told.length <= MOST_TOLD ? told : told.slice(0, MOST_TOLD - 1);
  return (
    <button type="button" class="links-told" tabIndex={-1} onClick={onOpen}>
      {lines.map(({ name, title, health, word }) => (
        <span key={name} class={`told ${health}`}>
          <svg viewBox="0 0 14 14" aria-hidden="true">
            {SIGNS[health]}
          </svg>
          <Text>{`${title}: ${word}`}</Text>
        </span>
      ))}
      {lines.length < told.length && (
        <span class="told">
          <svg viewBox="0 0 14 14" aria-hidden="true">
            {SIGNS.unknown}
          </svg>
          <Text>{words.openMore(told.length - lines.length)}</Text>
        </span>
      )}
    </button>
  );
};
