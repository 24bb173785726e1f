import type { JSX } from "preact";
import { useNow, useScreen } from "../screen/context.ts";
import { clockTime, dateTime, duration } from "../screen/time.ts";
import { Text } from "./text.tsx";

/** Since when a wait lasts, and when it ends by itself. */
export const WaitTimes = ({
  sinceMs,
  untilMs,
  untilWord,
}: {
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  readonly untilWord: string;
}): JSX.Element => {
  const { words } = useScreen();
  const nowMs = useNow();
  return (
    <dl class="times">
      {untilMs !== null && (
        <div>
          <dt>
            <Text>{untilWord}</Text>
          </dt>
          <dd class="countdown">{duration(untilMs - nowMs)}</dd>
        </div>
      )}
      {sinceMs !== null && (
        <div>
          <dt>
            <Text>{words.screen.since}</Text>
          </dt>
          <dd>
            {clockTime(sinceMs)} <span class="ago">({duration(nowMs - sinceMs)})</span>
          </dd>
        </div>
      )}
    </dl>
  );
};

const SAME_DAY_MS = 12 * 3_600_000;

/** When what is on screen became so; with the date once that was long ago. */
export const SinceWhen = ({ sinceMs }: { readonly sinceMs: number }): JSX.Element => {
  const { words } = useScreen();
  const isOld = useNow() - sinceMs > SAME_DAY_MS;
  return (
    <dl class="times">
      <div>
        <dt>
          <Text>{words.screen.since}</Text>
        </dt>
        <dd>{isOld ? dateTime(sinceMs) : clockTime(sinceMs)}</dd>
      </div>
    </dl>
  );
};

/** The time of day. */
export const Clock = (): JSX.Element => <p class="clock">{clockTime(useNow()).slice(0, 5)}</p>;
