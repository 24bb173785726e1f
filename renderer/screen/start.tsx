import { render } from "preact";
import type { JSX } from "preact";
import { useEffect, useErrorBoundary, useRef, useState } from "preact/hooks";
import { CONTRACT_VERSION } from "../../main/bridge/contract.ts";
import type { Language, Role, Snapshots, Theme } from "../../main/bridge/contract.ts";
import { chooseLink } from "../link/choose-link.ts";
import type { Connection, ScreenLink } from "../link/screen-link.ts";
import { wordsOf } from "../words/say.ts";
import { ScreenProvider } from "./context.ts";
import type { ScreenContext } from "./context.ts";
import { ConnectionLost, LoadAgain, TurnedAway } from "./faults.tsx";
import { FirstLight } from "./first-light.tsx";

/** What a role's screen adds to the common part. */
export interface ScreenOf<R extends Role> {
  readonly role: R;
  readonly draw: (snapshot: Snapshots[R], refusal: string | null) => JSX.Element;
  /** Told of every snapshot and the one before it. */
  readonly changed?: (before: Snapshots[R] | null, after: Snapshots[R]) => void;
}

const REFUSAL_SHOWN_MS = 6_000;

interface Feed<R extends Role> {
  readonly snapshot: Snapshots[R] | null;
  readonly receivedAt: number;
  readonly connection: Connection;
}

/** Before the screen is drawn, since what fits the glass depends on the language. */
const dress = (language: Language, theme: Theme): void => {
  document.documentElement.lang = language;
  document.documentElement.dataset["theme"] = theme;
};

const useFeed = <R extends Role>(link: ScreenLink, screen: ScreenOf<R>): Feed<R> => {
  const [feed, setFeed] = useState<Feed<R>>({
    snapshot: null,
    receivedAt: 0,
    connection: "connected",
  });
  const before = useRef<Snapshots[R] | null>(null);
  useEffect(() => {
    const stopSnapshots = link.onSnapshot((received) => {
      if (received.role !== screen.role) return;
      const snapshot = received as Snapshots[R];
      screen.changed?.(before.current, snapshot);
      before.current = snapshot;
      dress(snapshot.language, snapshot.theme);
      setFeed({ snapshot, receivedAt: performance.now(), connection: "connected" });
    });
    const stopConnection = link.onConnection((connection) => {
      setFeed((last) => ({ ...last, connection }));
    });
    return () => {
      stopSnapshots();
      stopConnection();
    };
  }, [link, screen]);
  return feed;
};

/** The last refusal of a command, for a few seconds. */
const useRefusal = (): readonly [string | null, (code: string) => void] => {
  const [refusal, setRefusal] = useState<{ readonly code: string } | null>(null);
  useEffect(() => {
    if (refusal === null) return undefined;
    const timer = setTimeout(() => {
      setRefusal(null);
    }, REFUSAL_SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [refusal]);
  return [
    refusal?.code ?? null,
    (code) => {
      setRefusal({ code });
    },
  ];
};

const drawFeed = <R extends Role>(
  { snapshot, connection }: Feed<R>,
  screen: ScreenOf<R>,
  refusal: string | null,
): JSX.Element => {
  if (snapshot === null) return <FirstLight connection={connection} />;
  if (connection === "turned-away") return <TurnedAway />;
  if (connection === "lost") return <ConnectionLost />;
  if (snapshot.version !== CONTRACT_VERSION) return <LoadAgain why="versionMismatch" />;
  return screen.draw(snapshot, refusal);
};

const Body = <R extends Role>({
  feed,
  screen,
  refusal,
}: {
  readonly feed: Feed<R>;
  readonly screen: ScreenOf<R>;
  readonly refusal: string | null;
}): JSX.Element => {
  const failed: unknown = useErrorBoundary((fault: unknown) => {
    console.error("screen failed", fault);
  })[0];
  return failed === undefined ? drawFeed(feed, screen, refusal) : <LoadAgain why="crashed" />;
};

const Root = <R extends Role>({
  link,
  screen,
}: {
  readonly link: ScreenLink;
  readonly screen: ScreenOf<R>;
}): JSX.Element => {
  const feed = useFeed(link, screen);
  const [refusal, refuse] = useRefusal();
  const language = feed.snapshot?.language ?? "en";
  const context: ScreenContext = {
    role: screen.role,
    language,
    words: wordsOf(language),
    command: async (name, args) => {
      const ack = await link.call(name, args);
      if (!ack.ok) refuse(ack.code);
      return ack.ok;
    },
    nowMs: () => (feed.snapshot?.nowMs ?? 0) + performance.now() - feed.receivedAt,
  };
  return (
    <ScreenProvider value={context}>
      <Body feed={feed} screen={screen} refusal={refusal} />
    </ScreenProvider>
  );
};

/** Draw a role's screen over the link to the core, for as long as the page lives. */
export const startScreen = <R extends Role>(screen: ScreenOf<R>): void => {
  const place = document.querySelector("#screen");
  if (place === null) throw new Error("the page has no place for the screen");
  place.replaceChildren();
  render(<Root link={chooseLink(screen.role)} screen={screen} />, place);
};
