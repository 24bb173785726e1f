import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { describe, expect, it } from "vitest";
import { mintKhqr } from "../../main/domain/emv/mint.ts";
import { toMintFields } from "../../main/hosts/khqr/mint-args.ts";
import { readFlags, readJsonFields } from "../../main/hosts/khqr/mint-input.ts";
import { AT_MS, readValid, VECTORS, vector } from "../domain/emv/support.ts";

const CLI = new URL("../../main/hosts/khqr-cli.ts", import.meta.url).pathname;

interface Run {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

const start = (args: readonly string[]): ReturnType<typeof spawn> =>
  spawn(process.execPath, [CLI, ...args], { stdio: ["pipe", "pipe", "pipe"] });

const run = async (args: readonly string[], input: string | Uint8Array = ""): Promise<Run> => {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { out, err, code };
};

interface Answer {
  readonly valid: boolean;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly md5?: string;
  readonly error?: { readonly code: string; readonly detail: string | null };
}

const parse = (out: string): Answer[] =>
  out
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Answer);

const judge = async (input: string | Uint8Array): Promise<Answer[]> => {
  const { out, err, code } = await run([], input);
  expect([err, code]).toEqual(["", 0]);
  return parse(out);
};

const codes = (answers: readonly Answer[]): readonly string[] =>
  answers.map(({ valid, error }) => (valid ? "valid" : (error?.code ?? "")));

describe("reading", () => {
  it("answers every vector as it should", async () => {
    const lines = VECTORS.map(({ payload }) => `${JSON.stringify({ payload, atMs: AT_MS })}\n`);
    const answers = await judge(lines.join(""));
    expect(answers).toHaveLength(100);
    for (const [index, { valid, expected, md5, error }] of VECTORS.entries()) {
      const answer = answers[index];
      expect(answer?.valid).toBe(valid);
      expect(answer?.fields).toEqual(expected);
      expect(answer?.md5).toEqual(md5);
      if (!valid) expect(answer?.error).toMatchObject({ ...error });
    }
  });

  it("answers each line, whatever is on it", async () => {
    const payload = vector("b-static-khr");
    const good = JSON.stringify({ payload });
    const lines = [
      good,
      "",
      "not JSON",
      "null",
      "[]",
      "7",
      "{}",
      '{"payload": 7}',
      JSON.stringify({ payload, atMs: "now" }),
      JSON.stringify({ payload, skewMs: -1 }),
      JSON.stringify({ payload, acceptMissingExpiry: 1 }),
      '{"payload": "\u2028"}',
      good,
    ];
    const expected = [
      "valid",
      "INPUT_NOT_JSON",
      "INPUT_NOT_JSON",
      "INPUT_NO_PAYLOAD",
      "INPUT_NO_PAYLOAD",
      "INPUT_NO_PAYLOAD",
      "INPUT_NO_PAYLOAD",
      "INPUT_NO_PAYLOAD",
      "INPUT_INVALID_OPTION",
      "INPUT_INVALID_OPTION",
      "INPUT_INVALID_OPTION",
      "NOT_EMV",
      "valid",
    ];
    expect(codes(await judge(lines.join("\n")))).toEqual(expected);
    expect(codes(await judge(`\u{feff}${lines.join("\r\n")}\r\n`))).toEqual(expected);
  });

  it("judges the expiry at now, at the time given, or not at all", async () => {
    const payload = vector("x-dyn-expired");
    const lines = [
      { payload },
      { payload, atMs: 1_600_000_000_000 },
      { payload, atMs: null },
      { payload, atMs: 1_600_000_060_005, skewMs: 5 },
      { payload: vector("x-dyn-no99"), acceptMissingExpiry: true },
    ].map((line) => JSON.stringify(line));
    const expected = ["EXPIRED", "valid", "valid", "valid", "valid"];
    expect(codes(await judge(lines.join("\n")))).toEqual(expected);
  });

  it("reads a line of megabytes, and characters that two chunks share", async () => {
    const huge = JSON.stringify({ payload: `0002${"ក🍜".repeat(1_000_000)}` });
    const khmer = JSON.stringify({ payload: vector("b-merch-dyn-usd-full") });
    const answers = await judge(`${huge}\n${`${khmer}\n`.repeat(2_000)}`);
    expect(codes(answers)).toEqual(["CRC_MISSING", ...Array<string>(2_000).fill("valid")]);
  });

  it("takes no more in than its reader takes out", async () => {
    const child = start([]);
    const line = `${JSON.stringify({ payload: vector("b-static-khr") })}\n`;
    let written = 0;
    const source = Readable.from(
      (function* () {
        for (let block = 0; block < 100; block += 1) {
          written += 1;
          yield line.repeat(500);
        }
      })(),
      { objectMode: true, highWaterMark: 1 },
    );
    const { stdin, stdout } = child;
    if (stdin === null || stdout === null) throw new Error("no pipes");
    const feeding = pipeline(source, stdin);
    // The first answer is there, and nobody reads on: pipes fill up, and the writer has to wait.
    await once(stdout, "readable");
    expect(written).toBeLessThan(100);
    const all = await text(stdout);
    await feeding;
    expect(all.split("\n")).toHaveLength(100 * 500 + 1);
  });

  it("ends in peace when its reader has had enough", async () => {
    const child = start([]);
    const { stdin, stdout, stderr } = child;
    if (stdin === null || stdout === null || stderr === null) throw new Error("no pipes");
    stdin.on("error", () => undefined);
    const errors = text(stderr);
    const closed = once(child, "close");
    stdin.write(`${JSON.stringify({ payload: "x" })}\n`.repeat(100_000));
    await once(stdout, "readable");
    stdout.destroy();
    expect(await closed).toEqual([0, null]);
    expect(await errors).toBe("");
  });
});

describe("minting", () => {
  const dynamic = {
    bakongAccountID: "khqr@devb",
    merchantID: "123456",
    acquiringBank: "Dev Bank",
    merchantName: "Demo Shop",
    merchantCity: "Siem Reap",
    currency: "USD",
    amount: "12.5",
    billNumber: "INV-1",
    languagePreference: "km",
    merchantNameAlternateLanguage: "ហាង",
    createdAtMs: AT_MS,
    expiresAtMs: AT_MS + 60_000,
  };

  it("prints a code for flags, in either spelling", async () => {
    const { out, code } = await run([
      "mint",
      "--bakong-account-id",
      "john_smith@devb",
      "--merchantName",
      "John Smith",
    ]);
    expect([out, code]).toEqual([`${vector("b-static-khr")}\n`, 0]);
  });

  it("prints the same code for a JSON object and for flags", async () => {
    const { out } = await run(
      ["mint"],
      JSON.stringify({ ...dynamic, additionalData: { 68: "x" } }),
    );
    const flags = Object.entries(dynamic).flatMap(([name, value]) => [`--${name}`, String(value)]);
    expect((await run(["mint", ...flags, "--additional-data", "68=x"])).out).toBe(out);
    expect(readValid(out.trim())).toMatchObject({
      merchantId: "123456",
      alternateName: "ហាង",
      amount: { text: "12.50" },
      expiresAtMs: AT_MS + 60_000,
    });
  });

  it.each([
    ["USAGE_INVALID", ["--colour", "red"], ""],
    ["USAGE_INVALID", ["--additional-data", "x"], ""],
    ["INPUT_NOT_JSON", [], "{"],
    ["INPUT_NOT_JSON", [], "[]"],
    ["INPUT_FIELD_INVALID", [], JSON.stringify({ ...dynamic, colour: "red" })],
    ["INPUT_FIELD_INVALID", [], JSON.stringify({ ...dynamic, amount: 12.5 })],
    ["INPUT_FIELD_INVALID", [], JSON.stringify({ ...dynamic, merchantType: "29" })],
    ["INPUT_FIELD_MISSING", [], JSON.stringify({ ...dynamic, merchantName: null })],
    ["AMOUNT_INVALID", [], JSON.stringify({ ...dynamic, amount: "1e3" })],
    ["MINT_BILL_NUMBER_MISSING", [], JSON.stringify({ ...dynamic, billNumber: null })],
    ["MINT_EXPIRY_TOO_LATE", [], JSON.stringify({ ...dynamic, expiresAtMs: AT_MS + 7e5 })],
  ])("refuses with %s: %j %s", (expected, args, input) => {
    const mint = (): unknown =>
      mintKhqr(
        toMintFields(args.length > 0 ? readFlags(args) : readJsonFields(input), () => AT_MS),
      );
    expect(mint).toThrow(expect.objectContaining({ code: expected }));
  });

  it.each([
    ["USAGE_INVALID", ["paint"]],
    ["INPUT_FIELD_MISSING", ["mint", "--amount", "100"]],
  ])("prints nothing but %s on standard error: %j", async (expected, args) => {
    const { out, err, code } = await run(args);
    expect([out, err.split(":")[0], code]).toEqual(["", expected, 1]);
  });

  it("explains itself", async () => {
    for (const args of [["--help"], ["mint", "--help"]]) {
      const { out, code } = await run(args);
      expect(out).toContain("--merchant-city-alternate-language");
      expect(code).toBe(0);
    }
  });
});
