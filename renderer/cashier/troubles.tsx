import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CashierView } from "../../main/bridge/contract-view.ts";
import type { CashierSnapshot } from "../../main/bridge/contract.ts";
import { Button } from "../parts/button.tsx";
import { Sentences } from "../parts/sentences.tsx";
import { Text } from "../parts/text.tsx";
import { useScreen } from "../screen/context.ts";
import { dateTime } from "../screen/time.ts";
import { sentencesOf } from "../words/say.ts";
import { Shell, useLeave } from "./shell.tsx";

type TroublesView = Extract<CashierView, { kind: "troubles" }>;

const Rail = ({
  view,
  sinceMs,
}: {
  readonly view: TroublesView;
  readonly sinceMs: number | null;
}): JSX.Element => {
  const { words } = useScreen();
  const { lastBackupAtMs } = view;
  return (
    <>
      {sinceMs !== null && (
        <p>
          <Text>{`${words.screen.since} ${dateTime(sinceMs)}`}</Text>
        </p>
      )}
      {lastBackupAtMs !== null && (
        <p>
          <Text>{`${words.screen.lastBackup} ${dateTime(lastBackupAtMs)}`}</Text>
        </p>
      )}
    </>
  );
};

/** What is wrong with the terminal itself, one at a time: since when, and what to do about it. */
export const Troubles = ({
  snapshot,
  view,
}: {
  readonly snapshot: CashierSnapshot;
  readonly view: TroublesView;
}): JSX.Element => {
  const { command, words } = useScreen();
  const [turned, setTurned] = useState(0);
  const count = view.troubles.length;
  const index = count === 0 ? 0 : turned % count;
  const trouble = view.troubles[index];
  return (
    <Shell
      snapshot={snapshot}
      state={{ word: words.screen.troubles, tone: "warn", shape: "alert" }}
      rail={<Rail view={view} sinceMs={trouble?.sinceMs ?? null} />}
      top={<p class="terminal-name">{count > 1 && `${index + 1} / ${count}`}</p>}
      back={useLeave()}
      forward={count > 1 ? { label: words.queue.next, run: () => setTurned(index + 1) } : null}
      side={
        view.queued > 0 && (
          <Button
            action={{
              label: words.queueOpen(view.queued),
              run: () => void command("showQueue", { page: 0 }),
            }}
          />
        )
      }
      layout="refused"
    >
      {trouble === undefined ? (
        <p class="lead">
          <Text>{words.screen.troublesNone}</Text>
        </p>
      ) : (
        <>
          <Sentences words={sentencesOf(words, trouble.code, null)} />
          <p class="small">{trouble.code}</p>
        </>
      )}
    </Shell>
  );
};
