/**
 * `npm run -s lnd:bake -- --kind till …`: has the node make a macaroon for exactly the calls of its
 * kind, and writes it to a file for its owner alone. No macaroon is ever printed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { parseArgs } from "node:util";
import { bakeMacaroon } from "../adapters/lnd/bake.ts";
import { CALLS, type MacaroonKind } from "../adapters/lnd/permissions.ts";
import { Failure, isFailure } from "../domain/failure.ts";
import { readMacaroonHex } from "./macaroon-file.ts";
import { systemClock } from "./system.ts";

const USAGE = `npm run -s lnd:bake -- --kind till|books|payout|chain --root-key N --out FILE
    --node HOST:PORT --cert FILE --admin FILE [--days N] [--ip ADDRESS]
  --kind      till: what a terminal needs; books: reads balances for the day close;
              payout: pays invoices; chain: sends on the chain
  --root-key  number above 0, another one for each terminal: it revokes what was made with it
  --out       the file to write, mode 0600; one that is there is not replaced
  --node      where the node's gRPC interface listens, by name
  --cert      the node's certificate (tls.cert)
  --admin     the administrator's macaroon (admin.macaroon); it is read and goes nowhere else
  --days      days that it is good for; 90, and 0 for ever
  --ip        the one address, as the node sees it, that it is good from`;

const DAY_MS = 86_400_000;
const DEADLINE_MS = 20_000;

const usage = (): Failure => new Failure("USAGE", USAGE);

const parse = (args: readonly string[]) => {
  try {
    const text = { type: "string" } as const;
    return parseArgs({
      args: [...args],
      options: {
        kind: text,
        "root-key": text,
        out: text,
        node: text,
        cert: text,
        admin: text,
        days: { type: "string", default: "90" },
        ip: text,
      },
    }).values;
  } catch {
    throw usage();
  }
};

const isKind = (text: string | undefined): text is MacaroonKind =>
  text !== undefined && Object.hasOwn(CALLS, text);

const readArgs = (args: readonly string[]) => {
  const { kind, out, node, cert, admin, days, ip, "root-key": rootKeyId = "" } = parse(args);
  if (!isKind(kind) || out === undefined || node === undefined) throw usage();
  if (cert === undefined || admin === undefined || !/^[1-9]\d{0,18}$/.test(rootKeyId))
    throw usage();
  if (!/^\d{1,4}$/.test(days) || (ip !== undefined && isIP(ip) === 0)) throw usage();
  return { kind, out, node, cert, admin, days: Number(days), ip: ip ?? null, rootKeyId };
};

const readOr = <T>(what: string, read: () => T): T => {
  try {
    return read();
  } catch {
    throw new Failure("FILE_UNREADABLE", `${what} cannot be read`);
  }
};

const WHAT: Readonly<Record<MacaroonKind, string>> = {
  till: "a terminal's macaroon: it can make, look at, keep and give up hold invoices",
  books: "a macaroon that reads balances, for lnd.booksMacaroonFile",
  payout: "a macaroon that pays invoices",
  chain: "a macaroon that sends on the chain",
};

const keep = (path: string, bytes: Uint8Array): void => {
  try {
    writeFileSync(path, bytes, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw isThere
      ? new Failure("FILE_EXISTS", `${path} is there already; it was not touched`)
      : new Failure("FILE_UNWRITABLE", `${path} cannot be written`);
  }
};

const run = async (args: readonly string[]): Promise<readonly string[]> => {
  const asked = readArgs(args);
  const { kind, rootKeyId, ip, out } = asked;
  const expiresAt =
    asked.days === 0 ? null : new Date(systemClock.nowMs() + asked.days * DAY_MS).toISOString();
  const bytes = await bakeMacaroon({
    socket: asked.node,
    tlsCertificate: readOr(asked.cert, () => readFileSync(asked.cert, "utf8")),
    adminMacaroonHex: readOr(asked.admin, () => readMacaroonHex(asked.admin)),
    calls: CALLS[kind],
    rootKeyId,
    expiresAt,
    ipAddress: ip,
    deadlineMs: DEADLINE_MS,
  });
  keep(out, bytes);
  return [
    `wrote ${out}, for its owner alone (mode 0600)`,
    `${WHAT[kind]}; ${CALLS[kind].length} calls and no other:`,
    ...CALLS[kind].map((call) => `  ${call}`),
    expiresAt === null ? "it does not run out by itself" : `it is good until ${expiresAt}`,
    ip === null ? "it is good from any address" : `it is good from ${ip} alone`,
    `to revoke it, at once and with all others of root key ${rootKeyId}: lncli deletemacaroonid ${rootKeyId}`,
  ];
};

try {
  for (const line of await run(process.argv.slice(2))) process.stdout.write(`${line}\n`);
} catch (error) {
  if (!isFailure(error)) throw error;
  process.stderr.write(
    error.code === "USAGE" ? `${error.message}\n` : `${error.code}: ${error.message}\n`,
  );
  process.exitCode = error.code === "USAGE" ? 2 : 1;
}
