import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import type { Desk } from "./desk.ts";
import type { Concern, FaultSwitch, RailFault } from "./faults.ts";
import type { Keeper } from "./keeper.ts";
import { errorReply } from "./reply.ts";
import type { Reply, Silence } from "./reply.ts";

const MAX_BODY_BYTES = 16_384;

/** The whole body as text; null when it is longer than the rail takes, or cut short. */
const readBody = (request: IncomingMessage): Promise<string | null> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.once("end", () => {
      resolve(size > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString("utf8"));
    });
    request.once("close", () => {
      resolve(null);
    });
    request.once("error", () => {
      resolve(null);
    });
  });

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const isAuthorised = (request: IncomingMessage, token: string): boolean =>
  timingSafeEqual(digest(request.headers.authorization ?? ""), digest(`Bearer ${token}`));

/** The environment's header, judged; null when it is right. */
const judgeEnvironment = (request: IncomingMessage): Reply | null => {
  const environment = request.headers["rail-environment"];
  if (environment === undefined) return errorReply(400, "REQUEST_INVALID");
  return environment === "sandbox" ? null : errorReply(400, "ENVIRONMENT_MISMATCH");
};

/** Sends an answer, unless the client has gone. */
const send = (response: ServerResponse, reply: Reply | Silence): void => {
  if (reply === "silence" || response.destroyed) return;
  response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
  response.end(JSON.stringify(reply.body));
};

/** What the listener of the rail needs. */
export interface RailWire {
  readonly desk: Desk;
  readonly keeper: Keeper;
  readonly faults: FaultSwitch;
  readonly token: string;
  /** Runs `task` later, unless the rail is closed before. */
  readonly later: (task: () => void, afterMs: number) => void;
}

/** The faults of the link that end a request before the desk sees it. */
const linkReply = (wire: RailWire, fault: RailFault): Reply | null => {
  const wait = { "retry-after": wire.keeper.settings().retryAfterSeconds.toString() };
  if (fault === "busy") return errorReply(429, "BUSY", wait);
  return fault === "unavailable" ? errorReply(503, "UNAVAILABLE", wait) : null;
};

const answer = async (
  wire: RailWire,
  request: IncomingMessage,
  fault: RailFault,
): Promise<Reply | Silence> => {
  const body = await readBody(request);
  if (body === null) return errorReply(400, "REQUEST_INVALID");
  const early = linkReply(wire, fault);
  if (early !== null) return early;
  if (!isAuthorised(request, wire.token)) return errorReply(401, "UNAUTHORISED");
  const { method = "", url = "" } = request;
  return judgeEnvironment(request) ?? wire.desk.answer({ method, path: url, body, fault });
};

const concernOf = ({ method, url = "" }: IncomingMessage): Concern => {
  if (method === "PUT") return "order";
  return url.startsWith("/v1/payouts?") ? "statement" : "other";
};

/** Answers one request as the document and the fault switch say. */
export const serveRequest = async (
  wire: RailWire,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const fault = wire.faults.take(concernOf(request));
  if (fault === "down") {
    request.socket.destroy();
    return;
  }
  const reply = await answer(wire, request, fault);
  if (fault === "slow") {
    wire.later(() => {
      send(response, reply);
    }, wire.keeper.settings().slowMs);
  } else {
    send(response, reply);
  }
};
