import type { AuthenticatedLnd } from "lightning";
import { Failure } from "../../domain/failure.ts";
import type { ServiceName } from "./grpc.ts";

/** A call under way. `answer` rejects as the library does; after `cancel` it ends by itself. */
export interface NodeCall {
  readonly answer: Promise<unknown>;
  cancel(): void;
}

// The library types its gRPC clients as `any`; this is what they are.
interface GrpcCall {
  cancel(): void;
}
interface GrpcStream extends GrpcCall {
  on(event: "data" | "error" | "end", listener: (value: unknown) => void): GrpcStream;
}
type Unary = (request: unknown, done: (error: unknown, response: unknown) => void) => GrpcCall;
interface GrpcClient {
  readonly [method: string]: Unary;
}
interface GrpcStreamClient {
  readonly [method: string]: (request: unknown) => GrpcStream;
}

const missing = (method: string): Failure =>
  new Failure("LND_CALL_MISSING", `the library has no ${method}`);

/**
 * The gRPC methods behind one library call, each noting the call it starts. The library hands out
 * no call to cancel, and without that a call that is never answered holds its connection for ever.
 */
const callsOf = (
  client: unknown,
  methods: readonly string[],
  started: (call: GrpcCall) => void,
): Record<string, Unary> =>
  Object.fromEntries(
    methods.map((method) => [
      method,
      (request, done) => {
        const call = (client as GrpcClient)[method]?.call(client, request, done);
        if (call === undefined) throw missing(method);
        started(call);
        return call;
      },
    ]),
  );

/** gRPC methods by the service that has them. */
export type Methods = Readonly<Partial<Record<ServiceName, readonly string[]>>>;

/** Start a method of the library that may make these calls of the node, and no others. */
export const startCall = (
  lnd: AuthenticatedLnd,
  methods: Methods,
  run: (lnd: AuthenticatedLnd) => Promise<unknown>,
): NodeCall => {
  const calls = new Set<GrpcCall>();
  const started = (call: GrpcCall): void => void calls.add(call);
  const scoped = Object.fromEntries(
    Object.entries(methods).map(([name, list]) => [
      name,
      callsOf(lnd[name as ServiceName], list, started),
    ]),
  ) as unknown as AuthenticatedLnd;
  return {
    answer: run(scoped),
    cancel: () => {
      for (const call of calls) call.cancel();
    },
  };
};

/** Make a call that no method of the library makes as it is needed. */
export const callUnary = (client: unknown, method: string, request: object): NodeCall => {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const call = (client as GrpcClient)[method]?.call(client, request, (error, response) => {
    if (error === null || error === undefined) resolve(response);
    else reject(error);
  });
  if (call === undefined) throw missing(method);
  return { answer: promise, cancel: () => call.cancel() };
};

/** A stream that is read as one answer. */
export interface StreamCall {
  readonly request: object;
  /** Whether to wait for no more than this message. */
  readonly isAnswer: (message: unknown) => boolean;
  /** After this long the last message is the answer, if there was one; null to wait for ever. */
  readonly patienceMs: number | null;
}

/** Open a stream and take from it one answer: its last message, or null when it ended without any. */
export const callStream = (client: unknown, method: string, options: StreamCall): NodeCall => {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const { request, isAnswer, patienceMs } = options;
  const stream = (client as GrpcStreamClient)[method]?.call(client, request);
  if (stream === undefined) throw missing(method);
  let last: unknown = null;
  const timer =
    patienceMs === null
      ? null
      : setTimeout(() => {
          if (last !== null) resolve(last);
        }, patienceMs);
  stream.on("data", (message) => {
    last = message;
    if (isAnswer(message)) resolve(message);
  });
  stream.on("end", () => resolve(last));
  stream.on("error", (error) => reject(error));
  return {
    answer: promise,
    cancel: () => {
      if (timer !== null) clearTimeout(timer);
      stream.cancel();
    },
  };
};
