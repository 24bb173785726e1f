import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { toFaultCode, type LndFaultCode } from "./fault.ts";
import type { NodeCall } from "./node-call.ts";
import type { LndNode } from "./node.ts";

/** A connection that can be replaced by another. */
export interface Connection {
  close(): void;
}

/** What a call came to, within its deadline. */
export type Answer =
  | { readonly kind: "answer"; readonly value: unknown }
  | { readonly kind: "fault"; readonly code: LndFaultCode };

/** How the link to the node has been of late. */
export interface LndHealth {
  /** `unproven` until the first call has ended. */
  readonly state: "up" | "down" | "unproven";
  /** Why it is down. */
  readonly code: LndFaultCode | null;
  /** When the node last answered anything; Unix time. */
  readonly lastAnswerAtMs: number | null;
  /** How often the connection was made anew because calls did not get through. */
  readonly reconnects: number;
}

/** Calls to the node: each ends within the deadline, and a connection gone silent is replaced. */
export interface Calls<Node extends Connection = LndNode> {
  /** `name` is for the log; `deadlineMs` for a call that is given more time. Never rejects. */
  run(name: string, start: (node: Node) => NodeCall, deadlineMs?: number): Promise<Answer>;
  /** The connection of now. */
  node(): Node;
  /** Hear that the connection was replaced. */
  onReconnect(listener: () => void): () => void;
  health(): LndHealth;
  /** Calls that wait end at once with `LND_UNREACHABLE`: the node goes on with what it was asked for. */
  close(): void;
}

/** What the calls need. */
export interface CallsOptions<Node extends Connection> {
  /** `after`: why the connection before did not do; null for the first. */
  readonly connect: (after: LndFaultCode | null) => Node;
  readonly clock: Clock;
  readonly log: Log;
  readonly deadlineMs: number;
}

/**
 * After this many calls in a row that did not get through, the connection is given up. A silent link
 * gives neither an answer nor an error of its own, and gRPC lets more time go by after each refusal.
 */
const FAILURES_BEFORE_RECONNECT = 2;

const isLinkFailure = (code: LndFaultCode | null): boolean =>
  code === "LND_TIMEOUT" || code === "LND_UNREACHABLE" || code === "LND_CERTIFICATE_UNTRUSTED";

/** The node did answer, whatever it said. */
const isFromNode = (code: LndFaultCode): boolean =>
  !code.startsWith("LND_") || code === "LND_ERROR" || code === "LND_ANSWER_INVALID";

const fault = (code: LndFaultCode): Answer => ({ kind: "fault", code });

/** Ends a call that waits for its answer. */
type End = () => void;

/** Wait for the call, at most `deadlineMs`, and until it is ended; a later answer goes nowhere. */
const within = async (call: NodeCall, deadlineMs: number, waiting: Set<End>): Promise<Answer> => {
  const { promise: expired, resolve } = Promise.withResolvers<Answer>();
  const timer = setTimeout(() => resolve(fault("LND_TIMEOUT")), deadlineMs);
  const end: End = () => resolve(fault("LND_UNREACHABLE"));
  waiting.add(end);
  const answered = call.answer.then(
    (value): Answer => ({ kind: "answer", value }),
    (error: unknown) => fault(toFaultCode(error)),
  );
  try {
    return await Promise.race([answered, expired]);
  } finally {
    clearTimeout(timer);
    waiting.delete(end);
    call.cancel();
  }
};

/** Create the calls over a connection that `connect` makes. */
export const createCalls = <Node extends Connection>(options: CallsOptions<Node>): Calls<Node> => {
  const { clock, log, deadlineMs } = options;
  const listeners = new Set<() => void>();
  const waiting = new Set<End>();
  let node = options.connect(null);
  let failures = 0;
  let connectedAtMs = clock.monotonicMs();
  let isClosed = false;
  let health: LndHealth = { state: "unproven", code: null, lastAnswerAtMs: null, reconnects: 0 };

  const reconnect = (after: LndFaultCode | null): void => {
    const old = node;
    node = options.connect(after);
    failures = 0;
    connectedAtMs = clock.monotonicMs();
    health = { ...health, reconnects: health.reconnects + 1 };
    log.warn({ reconnects: health.reconnects }, "calls to LND do not get through: connecting anew");
    for (const listener of listeners) listener();
    old.close();
  };

  const note = (name: string, answer: Answer, asked: Node): void => {
    const code = answer.kind === "fault" && !isFromNode(answer.code) ? answer.code : null;
    const state = code === null ? "up" : "down";
    if (state !== health.state || code !== health.code) {
      if (state === "up") log.info({ call: name }, "LND answers");
      else log.warn({ call: name, code }, "LND does not answer");
    }
    const lastAnswerAtMs = code === null ? clock.nowMs() : health.lastAnswerAtMs;
    health = { ...health, state, code, lastAnswerAtMs };
    // A call on a connection that has been replaced says nothing of the new one.
    if (asked !== node || isClosed) return;
    failures = isLinkFailure(code) ? failures + 1 : 0;
    const isSettledIn = clock.monotonicMs() - connectedAtMs >= deadlineMs;
    if (failures >= FAILURES_BEFORE_RECONNECT && isSettledIn) reconnect(code);
  };

  return {
    run: async (name, start, mostMs = deadlineMs) => {
      if (isClosed) return fault("LND_UNREACHABLE");
      const asked = node;
      const answer = await within(start(asked), mostMs, waiting);
      note(name, answer, asked);
      return answer;
    },
    node: () => node,
    onReconnect: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    health: () => health,
    close: () => {
      if (isClosed) return;
      isClosed = true;
      listeners.clear();
      node.close();
      for (const end of waiting) end();
    },
  };
};
