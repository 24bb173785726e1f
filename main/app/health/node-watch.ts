/** What is known of the node, from every answer that it gives to whoever asks; nothing is asked here but closes. */
import {
  type HeldBlocks,
  laxBlocks,
  type NodeRules,
  releaseRefusal,
} from "../../domain/node-release.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ChannelRecords, Lightning, NodeInfo } from "../../ports/lightning.ts";
import type { Log } from "../../ports/log.ts";
import type { Health } from "./health.ts";
import { judgeNode, type NodeHealth, type NodeSight, type PaymentSpan } from "./node-health.ts";

export interface NodeWatchOptions {
  readonly lightning: Lightning;
  readonly channels: ChannelRecords;
  readonly health: Pick<Health, "of">;
  readonly rules: NodeRules;
  readonly span: () => PaymentSpan | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** The node as the terminal knows it. */
export interface NodeWatch {
  /** The same port; its answers about the node are noted. */
  readonly lightning: Lightning;
  /** Ask how the node is. */
  ask(): Promise<void>;
  sight(): NodeSight;
  judge(): NodeHealth;
  readonly rules: NodeRules;
  /** Hear that the node was asked. */
  onChange(listener: () => void): () => void;
}

const lines = (blocks: HeldBlocks, version: string): string =>
  laxBlocks(blocks, version)
    .map(({ name, least }) => `pay.${name} to ${least}`)
    .join(", ");

/** Create the watch. */
export const createNodeWatch = (options: NodeWatchOptions): NodeWatch => {
  const { lightning, channels, health, rules, span, clock, log } = options;
  const listeners = new Set<() => void>();
  let told: NodeSight["told"] = null;
  let closingChannels: number | null = null;
  let mayAskForCloses = true;

  /** Once for each release that the node turns out to be. */
  const tellRefusal = (version: string): void => {
    const code = releaseRefusal(version, rules);
    if (code === "NODE_TOO_OLD") {
      const words =
        "this LND is too old to take payments through; what is held is finished. Update LND";
      log.error({ code, version, oldest: rules.oldest }, words);
    }
    if (code === "NODE_HOLDS_TOO_SHORT") {
      const words = `this LND gives held payments up sooner than the configuration says, so none is taken: set ${lines(rules.blocks, version)}`;
      log.error({ code, version }, words);
    }
  };

  const note = (info: NodeInfo): void => {
    const before = told?.info.version;
    told = { info, atMs: clock.nowMs() };
    if (before !== info.version) tellRefusal(info.version);
  };

  const nodeInfo: Lightning["nodeInfo"] = async () => {
    const outcome = await lightning.nodeInfo();
    if (outcome.kind === "done") note(outcome.value);
    return outcome;
  };

  const askForCloses = async (): Promise<void> => {
    if (!mayAskForCloses) return;
    const outcome = await channels.closingChannels();
    closingChannels = outcome.kind === "done" ? outcome.value : null;
    // What the macaroon is not made for it will not be made for later: LND logs each try.
    mayAskForCloses = outcome.kind !== "refused";
  };

  const sight = (): NodeSight => ({ link: health.of("lightning"), told, closingChannels });
  return {
    lightning: { ...lightning, nodeInfo },
    ask: async () => {
      const outcome = await nodeInfo();
      if (outcome.kind === "done") await askForCloses();
      for (const listener of listeners) listener();
    },
    sight,
    judge: () => judgeNode(sight(), { rules, span: span(), nowMs: clock.nowMs() }),
    rules,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
