import type { JSX } from "preact";
import type { CashierSnapshot, Health } from "../../main/bridge/contract.ts";
import { useScreen } from "../screen/context.ts";
import type { Words } from "../words/words.ts";
import { Text } from "./text.tsx";

type LinkName = keyof CashierSnapshot["links"];
const LINK_NAMES = [
  "lightning",
  "payoutRail",
  "rates",
  "printer",
  "clock",
  "backOffice",
] as const satisfies LinkName[];
/** Told only in trouble: nobody waits for them while all is well. */
const QUIET: readonly LinkName[] = ["clock", "backOffice"];

/** The links that there are, with their health. */
const known = (
  links: CashierSnapshot["links"],
): readonly { readonly name: LinkName; readonly health: Health }[] =>
  LINK_NAMES.flatMap((name) => {
    const health = links[name];
    return health === null ? [] : [{ name, health }];
  });

const ICONS: Readonly<Record<LinkName, JSX.Element>> = {
  lightning: <path d="M13 2 5 13.5h5.5L10 22l8.5-12H12.5z" />,
  payoutRail: (
    <path d="M2.5 9 12 3l9.5 6zM5 11.5h3V18H5zm5.5 0h3V18h-3zm5.5 0h3V18h-3zM3 19.5h18V22H3z" />
  ),
  rates: <path d="M3 21V3h2.5v15.5H21V21zM7.5 15l4-5 3 2.5 4.5-6 2 1.5-6 8-3-2.5-2.5 3z" />,
  printer: <path d="M6.5 2.5h11V8h-11zM3 9h18v9h-3.5v-4h-11v4H3zm5.5 6.5h7V22h-7z" />,
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
        {known(snapshot.links)
          .filter(({ name, health }) => !QUIET.includes(name) || health === "down")
          .map(({ name, health }) => (
            <li
              key={name}
              class={`link ${health}`}
              aria-label={`${words.link[name]}: ${healthWord(words, name, health)}`}
            >
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

/** The connections in words, where there is room for them. */
export const LinksTold = ({ links }: { readonly links: CashierSnapshot["links"] }): JSX.Element => {
  const { words } = useScreen();
  return (
    <ul class="links-told">
      {known(links)
        .filter(({ name, health }) => !QUIET.includes(name) || health !== "up")
        .map(({ name, health }) => (
          <li key={name} class={health}>
            <svg viewBox="0 0 14 14" aria-hidden="true">
              {SIGNS[health]}
            </svg>
            <Text>{`${words.link[name]}: ${healthWord(words, name, health)}`}</Text>
          </li>
        ))}
    </ul>
  );
};
