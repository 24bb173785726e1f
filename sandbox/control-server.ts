import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { Failure } from "../main/domain/failure.ts";
import { createWatchers, type Watchers } from "./control-events.ts";
import { readPage, type PageFile } from "./control-files.ts";
import { CONTROL_HEADERS, turnAwayReason } from "./control-guard.ts";
import { parseAction } from "./world-action.ts";
import type { World } from "./world.ts";

/** What the control server is made with. */
export interface ControlOptions {
  readonly world: Pick<World, "state" | "act" | "onChange" | "paperPng">;
  /** TCP port on 127.0.0.1; 0, the default, takes any that is free. */
  readonly port?: number;
  /** Folder of the built page; `build/sandbox-page` when absent. */
  readonly pageDir?: string;
}

/** The running control server. */
export interface ControlServer {
  /** `http://127.0.0.1:port`: the page, and the base of its API. */
  readonly url: string;
  readonly port: number;
  /** Cuts every connection. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 16_384;
const PAGE_DIR = fileURLToPath(new URL("../build/sandbox-page", import.meta.url));

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
};

const refuse = (response: ServerResponse, status: number, code: string): void => {
  sendJson(response, status, { ok: false, code, message: "the sandbox does not answer this" });
};

/** The body as text; null when it is longer than any action. */
const readBody = async (request: IncomingMessage): Promise<string | null> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

interface Control {
  readonly world: ControlOptions["world"];
  readonly page: ReadonlyMap<string, PageFile>;
  readonly watchers: Watchers;
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Failure("ACTION_INVALID", "an action is a JSON object", cause);
  }
};

const act = async (
  { world }: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  // A form of another site cannot send this type without asking first.
  if (request.headers["content-type"]?.split(";")[0] !== "application/json") {
    refuse(response, 415, "CONTENT_TYPE_REFUSED");
    return;
  }
  const body = await readBody(request);
  if (body === null) {
    response.once("finish", () => request.destroy());
    refuse(response, 413, "BODY_TOO_LARGE");
    return;
  }
  try {
    sendJson(response, 200, await world.act(parseAction(parseJson(body))));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    sendJson(response, 400, { ok: false, code: error.code, message: error.message });
  }
};

const sendPaper = ({ world }: Control, path: string, response: ServerResponse): void => {
  const number = /^\/papers\/([1-9]\d{0,8})\.png$/.exec(path)?.[1];
  const png = number === undefined ? null : world.paperPng(Number(number));
  if (png === null) {
    refuse(response, 404, "NOT_FOUND");
    return;
  }
  response.writeHead(200, { "content-type": "image/png" });
  response.end(png);
};

const sendFile = ({ page }: Control, path: string, response: ServerResponse): void => {
  const file = page.get(path);
  if (file !== undefined) {
    response.writeHead(200, { "content-type": file.contentType });
    response.end(file.bytes);
  } else if (path === "/") {
    response.writeHead(503, { "content-type": "text/plain; charset=utf-8" });
    response.end("The sandbox runs, but its page is not built: npm run build\n");
  } else {
    refuse(response, 404, "NOT_FOUND");
  }
};

const read = (control: Control, path: string, response: ServerResponse): void => {
  if (path === "/api/state") sendJson(response, 200, control.world.state());
  else if (path === "/api/events") {
    if (!control.watchers.add(response)) refuse(response, 503, "TOO_MANY_WATCHERS");
  } else if (path.startsWith("/papers/")) sendPaper(control, path, response);
  else sendFile(control, path, response);
};

const answer = async (
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const [path = "/"] = (request.url ?? "/").split("?");
  if (request.method === "GET") read(control, path, response);
  else if (request.method === "POST" && path === "/api/act") await act(control, request, response);
  else refuse(response, 405, "METHOD_REFUSED");
};

const listen = async (server: Server, port: number): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port, exclusive: true }, resolve);
  });
  return (server.address() as AddressInfo).port;
};

/**
 * Serve the control page and its API on 127.0.0.1: `GET /api/state`, `GET /api/events` (server-sent
 * events), `POST /api/act` (what cannot be done is an answer too: 200 with `ok: false`) and `GET /papers/<number>.png`. Rejects when the port is taken.
 */
export const createControlServer = async (options: ControlOptions): Promise<ControlServer> => {
  const { world, pageDir = PAGE_DIR } = options;
  const watchers = createWatchers(world);
  const control: Control = { world, watchers, page: await readPage(pageDir) };
  const server = createServer({ maxHeaderSize: 8_192, requestTimeout: 10_000 });
  let port = 0;
  try {
    port = await listen(server, options.port ?? 0);
  } catch (error) {
    watchers.close();
    throw error;
  }
  server.on("request", (request, response) => {
    for (const [name, value] of Object.entries(CONTROL_HEADERS)) response.setHeader(name, value);
    const reason = turnAwayReason(request, port);
    if (reason !== null) {
      refuse(response, reason === "HOST_REFUSED" ? 421 : 403, reason);
      return;
    }
    answer(control, request, response).catch((error: unknown) => {
      // The client went away, or the world failed: either way this connection has no answer.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      watchers.close();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
};
