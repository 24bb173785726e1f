import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import * as net from "node:net";

import { afterEach, describe, expect, it } from "vitest";

import { createHttp } from "../../main/adapters/http.ts";
import type { Http, HttpAnswer, HttpRequest } from "../../main/adapters/http.ts";
import type { Clock } from "../../main/ports/clock.ts";
import { createCertificate } from "../../sandbox/certificate.ts";

const clock: Clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const listen = async (server: net.Server): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return (server.address() as AddressInfo).port;
};

const serve = async (handler: http.RequestListener): Promise<string> =>
  `http://127.0.0.1:${(await listen(http.createServer(handler))).toString()}`;

const serveRaw = async (onSocket: (socket: Socket) => void): Promise<string> =>
  `http://127.0.0.1:${(await listen(net.createServer(onSocket))).toString()}`;

const client = (options: { ca?: string; userAgent?: string } = {}): Http => {
  const made = createHttp({ clock, ...options });
  cleanups.push(() => {
    made.close();
  });
  return made;
};

const ask = (url: string, override: Partial<HttpRequest> = {}): Promise<HttpAnswer> =>
  client().request({ method: "GET", url, deadlineMs: 5_000, maxBytes: 1_000, ...override });

describe("an answer", () => {
  it("carries status, headers and body as they came", async () => {
    const url = await serve((_, response) => {
      response.writeHead(418, { "X-Two": ["a", "b"], "content-type": "application/json" });
      response.end('{"ឈ្មោះ":"៛"}');
    });
    expect(await ask(url)).toMatchObject({
      kind: "answer",
      status: 418,
      headers: { "x-two": "a, b", "content-type": "application/json" },
      body: '{"ឈ្មោះ":"៛"}',
    });
  });

  it("is given to what was really sent", async () => {
    const url = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
      request.on("end", () => {
        const { host: _host, connection: _connection, ...headers } = request.headers;
        response.end(JSON.stringify({ method: request.method, headers, body }));
      });
    });
    const answer = await client({ userAgent: "satriel/1" }).request({
      method: "PUT",
      url,
      headers: { authorization: "Bearer t" },
      body: "៛1",
      deadlineMs: 5_000,
      maxBytes: 1_000,
    });
    expect(answer.kind === "answer" && JSON.parse(answer.body)).toEqual({
      method: "PUT",
      headers: {
        "user-agent": "satriel/1",
        "accept-encoding": "identity",
        authorization: "Bearer t",
        "content-length": "4",
      },
      body: "៛1",
    });
  });

  it("leaves the connection open for the next request", async () => {
    let connections = 0;
    const server = http.createServer((_, response) => response.end("ok"));
    server.on("connection", () => (connections += 1));
    const url = `http://127.0.0.1:${(await listen(server)).toString()}`;
    const kept = client();
    for (let round = 0; round < 3; round += 1) {
      const answer = await kept.request({ method: "GET", url, deadlineMs: 5_000, maxBytes: 10 });
      expect(answer).toMatchObject({ kind: "answer", body: "ok" });
    }
    expect(connections).toBe(1);
  });

  it("has neither cookies of an earlier one nor a proxy in between", async () => {
    const cookies: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      cookies.push(request.headers.cookie);
      response.setHeader("set-cookie", "session=1").end();
    });
    const proxyBefore = process.env["http_proxy"];
    process.env["http_proxy"] = "http://127.0.0.1:9";
    try {
      const kept = client();
      const request = { method: "GET", url, deadlineMs: 5_000, maxBytes: 10 } as const;
      await kept.request(request);
      expect(await kept.request(request)).toMatchObject({ kind: "answer" });
    } finally {
      if (proxyBefore === undefined) delete process.env["http_proxy"];
      else process.env["http_proxy"] = proxyBefore;
    }
    expect(cookies).toEqual([undefined, undefined]);
  });
});

describe("size", () => {
  const body = "x".repeat(1_000);

  it("is taken up to the limit and not one byte further", async () => {
    const url = await serve((_, response) => response.end(body));
    expect(await ask(url, { maxBytes: 1_000 })).toMatchObject({ kind: "answer", body });
    expect(await ask(url, { maxBytes: 999 })).toEqual({
      kind: "failed",
      code: "HTTP_TOO_LARGE",
      sent: true,
    });
  });

  it("is limited for a body of no announced length that never ends", async () => {
    let written = 0;
    const url = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(body)) written += body.length;
      };
      response.on("drain", more);
      more();
    });
    expect(await ask(url, { maxBytes: 5_000 })).toMatchObject({ code: "HTTP_TOO_LARGE" });
    expect(written).toBeLessThan(50_000_000);
  });

  it("is limited for headers too", async () => {
    const url = await serveRaw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nx-large: ${"x".repeat(100_000)}\r\n\r\n`);
    });
    expect(await ask(url)).toMatchObject({ code: "HTTP_TOO_LARGE", sent: true });
  });
});

describe("deadline", () => {
  it("covers a body that trickles without end", async () => {
    const url = await serve((_, response) => {
      const timer = setInterval(() => response.write("."), 5);
      response.on("close", () => {
        clearInterval(timer);
      });
    });
    expect(await ask(url, { deadlineMs: 300 })).toEqual({
      kind: "failed",
      code: "HTTP_TIMEOUT",
      sent: true,
    });
  });

  it("covers a remote that says nothing, and frees the connection", async () => {
    let freed: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (freed = resolve));
    const url = await serve((request) => {
      request.socket.once("close", freed);
    });
    expect(await ask(url, { deadlineMs: 300 })).toMatchObject({ code: "HTTP_TIMEOUT", sent: true });
    await closed;
  });

  it("covers a handshake that never ends, with nothing sent", async () => {
    const url = await serveRaw(() => undefined);
    expect(await ask(url.replace("http:", "https:"), { deadlineMs: 300 })).toEqual({
      kind: "failed",
      code: "HTTP_TIMEOUT",
      sent: false,
    });
  });

  it("covers all redirects together", async () => {
    let nowMs = 0;
    const stepping = createHttp({
      clock: { nowMs: () => nowMs, monotonicMs: () => (nowMs += 600) },
    });
    cleanups.push(() => {
      stepping.close();
    });
    const url = await serve((_, response) => response.writeHead(302, { location: "/" }).end());
    expect(
      await stepping.request({ method: "GET", url, deadlineMs: 1_000, maxBytes: 1_000 }),
    ).toEqual({ kind: "failed", code: "HTTP_TIMEOUT", sent: true });
  });
});

describe("redirects", () => {
  it("are followed inside the origin, three at most", async () => {
    const url = await serve((request, response) => {
      const left = Number(new URL(request.url ?? "", "http://x").searchParams.get("left"));
      if (left === 0) response.end("here");
      else response.writeHead(307, { location: `?left=${(left - 1).toString()}` }).end();
    });
    expect(await ask(`${url}/?left=3`)).toMatchObject({ kind: "answer", body: "here" });
    expect(await ask(`${url}/?left=4`)).toMatchObject({ code: "HTTP_REDIRECT", sent: true });
  });

  it.each([
    ["another port", (other: string) => other],
    [
      "another host name of the same machine",
      (_: string, own: string) => own.replace("127.0.0.1", "localhost"),
    ],
    ["another scheme", (_: string, own: string) => own.replace("http:", "https:")],
    ["a file", () => "file:///etc/hostname"],
    ["nothing that is an address", () => "http://["],
  ])("to %s are not followed", async (_, target) => {
    let asked = 0;
    const other = await serve((__, response) => {
      asked += 1;
      response.end("elsewhere");
    });
    let own = "";
    own = await serve((request, response) => {
      if (request.url === "/")
        response.writeHead(302, { location: target(other, own) + "/x" }).end();
      else response.end("followed");
    });
    expect(await ask(own)).toEqual({ kind: "failed", code: "HTTP_REDIRECT", sent: true });
    expect(asked).toBe(0);
  });

  it("of anything but a GET are not followed", async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(307, { location: "/again" }).end();
    });
    expect(await ask(url, { method: "PUT", body: "{}" })).toMatchObject({ code: "HTTP_REDIRECT" });
    expect(asked).toBe(1);
  });
});

describe("a broken connection", () => {
  it("that nobody accepts has sent nothing", async () => {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => {
      server.close(resolve);
    });
    expect(await ask(`http://127.0.0.1:${port.toString()}`)).toEqual({
      kind: "failed",
      code: "HTTP_CONNECTION",
      sent: false,
    });
  });

  it.each([
    ["before the answer", ""],
    ["inside the head", "HTTP/1.1 200 OK\r\ncontent-le"],
    ["inside a body of known length", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}"],
    ["inside a chunked body", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"],
  ])("that is reset %s is a failure with the request sent", async (_, head) => {
    const url = await serveRaw((socket) => {
      socket.once("data", () => {
        if (head === "") socket.resetAndDestroy();
        else socket.write(head, () => socket.end());
      });
    });
    expect(await ask(url)).toEqual({ kind: "failed", code: "HTTP_CONNECTION", sent: true });
  });

  it("is what an answer that is not HTTP amounts to", async () => {
    const url = await serveRaw((socket) => {
      socket.once("data", () => socket.end("SSH-2.0-OpenSSH\r\n"));
    });
    expect(await ask(url)).toMatchObject({ code: "HTTP_CONNECTION", sent: true });
  });

  it("ends what was under way when the client is closed, and everything after", async () => {
    let arrived: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (arrived = resolve));
    const url = await serve(() => {
      arrived();
    });
    const closing = client();
    const request = { method: "GET", url, deadlineMs: 5_000, maxBytes: 10 } as const;
    const answer = closing.request(request);
    await waiting;
    closing.close();
    expect(await answer).toEqual({ kind: "failed", code: "HTTP_CONNECTION", sent: true });
    expect(await closing.request(request)).toMatchObject({ code: "HTTP_CONNECTION", sent: false });
  });

  it.each([
    ["address", { url: "not an address" }],
    ["scheme", { url: "ftp://127.0.0.1/" }],
    ["header", { headers: { "x-bad": "a\r\nb" } }],
  ])("is what a malformed %s amounts to", async (_, override) => {
    const url = await serve((__, response) => response.end());
    expect(await ask(url, override)).toMatchObject({ code: "HTTP_CONNECTION", sent: false });
  });
});

describe("certificates", () => {
  const start = async (hostNames: readonly string[]) => {
    const certificate = await createCertificate(hostNames);
    const seen: string[] = [];
    const server = https.createServer(
      { cert: certificate.certPem, key: certificate.keyPem },
      (request, response) => {
        seen.push(request.url ?? "");
        response.end("secret");
      },
    );
    const port = await listen(server);
    return { certificate, seen, port: port.toString() };
  };

  it("of the pinned root are taken", async () => {
    const { certificate, port } = await start(["localhost"]);
    const pinned = client({ ca: certificate.certPem });
    for (const host of ["127.0.0.1", "localhost"]) {
      const url = `https://${host}:${port}/`;
      expect(
        await pinned.request({ method: "GET", url, deadlineMs: 5_000, maxBytes: 10 }),
      ).toMatchObject({ kind: "answer", body: "secret" });
    }
  });

  it.each([
    ["of another root", true],
    ["of nobody, with the usual roots", false],
  ])("%s are not, and nothing is sent, whatever the environment says", async (_, pinned) => {
    const { seen, port } = await start(["localhost"]);
    const ca = pinned ? (await createCertificate(["localhost"])).certPem : undefined;
    const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      const url = `https://127.0.0.1:${port}/`;
      const answer = await client(ca === undefined ? {} : { ca }).request({
        method: "PUT",
        url,
        body: "money",
        deadlineMs: 5_000,
        maxBytes: 10,
      });
      expect(answer).toEqual({ kind: "failed", code: "HTTP_TLS", sent: false });
    } finally {
      if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
      else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
    }
    expect(seen).toEqual([]);
  });

  it("of another name are not", async () => {
    const { certificate, seen, port } = await start(["rail.example"]);
    const url = `https://localhost:${port}/`;
    expect(
      await client({ ca: certificate.certPem }).request({
        method: "GET",
        url,
        deadlineMs: 5_000,
        maxBytes: 10,
      }),
    ).toMatchObject({ code: "HTTP_TLS", sent: false });
    expect(seen).toEqual([]);
  });

  it("are asked for: a remote that speaks no TLS is refused", async () => {
    const url = await serve((_, response) => response.end("plain"));
    expect(await ask(url.replace("http:", "https:"))).toMatchObject({
      code: "HTTP_TLS",
      sent: false,
    });
  });
});
