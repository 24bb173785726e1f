/** Opens devices and asks them; nothing is printed, shown or written but questions. */
import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { isDeviceFault } from "../../../hardware/fault.ts";
import { createPrinter, type Printer } from "../../../hardware/printer/device.ts";
import { createFenceIds } from "../../../hardware/printer/fence-ids.ts";
import { loadProfile, PROFILE_IDS, type ProfileId } from "../../../hardware/printer/profiles.ts";
import type { OpenTransport } from "../../../hardware/transport/transport.ts";
import { Failure } from "../../domain/failure.ts";
import type { Clock } from "../../ports/clock.ts";
import { displayLink, scannerLink, streamLink } from "../device-links.ts";
import type { Trial } from "./facts.ts";
import { portName, type StreamPort, type Targets } from "./targets.ts";

type PrinterTarget = NonNullable<Targets["printer"]>;

const isProfileId = (id: string): id is ProfileId =>
  (PROFILE_IDS as readonly string[]).includes(id);

const baudOf = (port: StreamPort): number | null => (port.kind === "serial" ? port.baud : null);

/** A printer for one look or one page. Throws a `Failure` `PROFILE_UNKNOWN`. */
export const openPrinter = (target: PrinterTarget, clock: Clock): Printer => {
  const { port, profile } = target;
  if (!isProfileId(profile)) {
    const message = `there is no printer profile "${profile}"; there are ${PROFILE_IDS.join(", ")}`;
    throw new Failure("PROFILE_UNKNOWN", message);
  }
  return createPrinter({
    open: streamLink(port, clock).open,
    profile: loadProfile(profile),
    clock,
    ids: createFenceIds(Math.trunc(clock.nowMs())),
    timing: { baud: baudOf(port) ?? 0, holdMs: 30_000 },
  });
};

type Look = Pick<Trial, "code" | "model" | "level" | "isPaperNearEnd" | "noiseCount">;

const look = async (target: PrinterTarget, clock: Clock): Promise<Look> => {
  const printer = openPrinter(target, clock);
  try {
    const health = await printer.checkHealth();
    const facts = printer.facts();
    return {
      code: health.kind === "ready" ? null : health.code,
      model: facts?.model ?? null,
      level: facts?.level ?? null,
      isPaperNearEnd: health.kind === "ready" && health.paperNearEnd,
      noiseCount: facts?.noiseCount ?? 0,
    };
  } finally {
    await printer.close();
  }
};

const SPEEDS = [9_600, 19_200, 38_400, 57_600, 115_200] as const;

/** The speed at which a printer answers that does not at its own; null when there is none. */
const findSpeed = async (target: PrinterTarget, clock: Clock): Promise<number | null> => {
  const { port } = target;
  if (port.kind !== "serial") return null;
  for (const baud of SPEEDS) {
    if (baud === port.baud) continue;
    const { code } = await look({ ...target, port: { ...port, baud } }, clock);
    if (code !== "PRINTER_NO_ANSWER") return code?.startsWith("TRANSPORT_") === true ? null : baud;
  }
  return null;
};

/** Programs that have `path` open, as far as this user may see: `/proc/PID/fd`, proc(5). */
export const holdersOf = (path: string, root = "/"): readonly string[] => {
  const quietly = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch {
      // Of another user, or ended meanwhile.
      return otherwise;
    }
  };
  const node = quietly(() => realpathSync(path), path);
  const proc = join(root, "proc");
  const isHolder = (id: string): boolean =>
    quietly(() => readdirSync(join(proc, id, "fd")), []).some(
      (fd) => quietly(() => readlinkSync(join(proc, id, "fd", fd)), "") === node,
    );
  return quietly(() => readdirSync(proc), [])
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(isHolder)
    .map(
      (id) => `${quietly(() => readFileSync(join(proc, id, "comm"), "utf8").trim(), "?")} (${id})`,
    );
};

const heldBy = (code: string | null, name: string): readonly string[] =>
  code === "TRANSPORT_BUSY" && name.startsWith("/") ? holdersOf(name) : [];

/** Asks a printer how it is, and on a serial port that stays silent, at other speeds too. */
export const tryPrinter = async (target: PrinterTarget, clock: Clock): Promise<Trial> => {
  const port = portName(target.port);
  const found = await look(target, clock);
  const isSilent = found.code === "PRINTER_NO_ANSWER";
  return {
    role: "printer",
    port,
    isConfigured: target.isConfigured,
    ...found,
    baud: baudOf(target.port),
    answersAtBaud: isSilent ? await findSpeed(target, clock) : null,
    heldBy: heldBy(found.code, port),
  };
};

/** Why a port does not open; null when it does. It is closed again. */
const openCode = async (open: OpenTransport): Promise<string | null> => {
  try {
    const transport = await open();
    await transport.close();
    return null;
  } catch (error) {
    if (isDeviceFault(error)) return error.code;
    throw error;
  }
};

const openedTrial = async (
  part: Pick<Trial, "role" | "port" | "isConfigured" | "baud">,
  open: OpenTransport,
): Promise<Trial> => {
  const code = await openCode(open);
  return {
    ...part,
    code,
    model: null,
    level: null,
    isPaperNearEnd: false,
    answersAtBaud: null,
    noiseCount: 0,
    heldBy: heldBy(code, part.port),
  };
};

/** Opens a scanner's port. */
export const tryScanner = (
  { setup, isConfigured }: NonNullable<Targets["scanner"]>,
  clock: Clock,
): Promise<Trial> => {
  const { transport } = setup;
  const baud = transport.kind === "serial" ? transport.baud : null;
  const port = portName(transport);
  const { open } = scannerLink(setup, clock);
  return openedTrial({ role: "scanner", port, isConfigured, baud }, open);
};

/** Opens a display's port. */
export const tryDisplay = (
  { port, isConfigured }: NonNullable<Targets["display"]>,
  clock: Clock,
): Promise<Trial> =>
  openedTrial(
    { role: "display", port: portName(port), isConfigured, baud: baudOf(port) },
    displayLink(port, clock).open,
  );
