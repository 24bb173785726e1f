/** What a long run looks at in each of its processes. */
import { readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** A process at one moment, its garbage collected. */
export interface Sample {
  readonly rssMb: number;
  readonly heapMb: number;
  /** Buffers and what native code says it holds. */
  readonly externalMb: number;
  /** Open files and connections. */
  readonly handles: number;
  /** Timers, requests and handles that keep the process alive. */
  readonly resources: number;
}

/** By name, times in milliseconds since the last look. */
export type Times = Readonly<Record<string, readonly number[]>>;

export interface Look {
  readonly sample: Sample;
  readonly times: Times;
}

const MB = 1_048_576;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What native code holds for a picture is given back in turns after the collection that found it. */
const collectAll = async (): Promise<void> => {
  for (let round = 0; round < 3; round += 1) {
    collect();
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
};

/** The process as it is; `times` are handed over and forgotten. */
const look = async (takeTimes: () => Times): Promise<Look> => {
  const times = takeTimes();
  await collectAll();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    times,
    sample: {
      rssMb: rss / MB,
      heapMb: heapUsed / MB,
      externalMb: external / MB,
      handles: readdirSync("/proc/self/fd").length,
      resources: process.getActiveResourcesInfo().length,
    },
  };
};

/** Answer every `look` of the process that started this one, and `orders` by their name. */
export const serveLooks = (
  takeTimes: () => Times,
  orders: Readonly<Record<string, (argument: string) => void>> = {},
): void => {
  process.on("message", (message: { readonly kind: string; readonly argument?: string }) => {
    if (message.kind === "look") void look(takeTimes).then((seen) => process.send?.(seen));
    else orders[message.kind]?.(message.argument ?? "");
  });
  process.on("disconnect", () => process.exit(0));
};
