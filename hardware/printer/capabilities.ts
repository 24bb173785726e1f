import { DeviceFault } from "../fault.ts";
import { askIdentity, askPaperInTurn, processId, type IdentityQuery } from "./commands.ts";
import type { FenceKind } from "./fence.ts";
import type { PrinterProfile } from "./profile.ts";
import type { PrinterSession, PrinterTiming } from "./session.ts";

/** What one unit turned out to answer. */
export interface PrinterCapabilities {
  /** By its own word; `null` when it does not say. */
  readonly model: string | null;
  readonly serial: string | null;
  /** The strongest fence that it answers and its profile believes. */
  readonly fence: FenceKind;
}

/** A process ID that no job has: theirs are of digits and capitals. */
const PROBE_ID = "prb0";

/** What a probe is made with. */
export interface ProbeParts {
  readonly session: PrinterSession;
  readonly profile: PrinterProfile;
  readonly timing: PrinterTiming;
}

const identityOf = async (
  { session, timing }: ProbeParts,
  what: IdentityQuery,
): Promise<string | null> => {
  const text = await session.inquire(
    askIdentity(what),
    (reply) => (reply.kind === "identity" ? reply.text : undefined),
    timing.answerMs,
  );
  return text ?? null;
};

const answersProcessId = async ({ session, timing }: ProbeParts): Promise<boolean> => {
  const answer = await session.inquire(
    processId(PROBE_ID),
    (reply) => (reply.kind === "printed" && reply.id === PROBE_ID ? true : undefined),
    timing.probeMs,
  );
  return answer === true;
};

const answersInTurn = ({ session, timing }: ProbeParts): Promise<boolean> =>
  session.isAnsweredInTurn(askPaperInTurn(), timing.answerMs);

const fenceOf = async (parts: ProbeParts, model: string | null): Promise<FenceKind> => {
  const { completion } = parts.profile;
  if (completion === "process-id" && (await answersProcessId(parts))) return "process-id";
  if (await answersInTurn(parts)) return "sensor";
  return model === null ? "none" : "identity";
};

const probeOnce = async (parts: ProbeParts): Promise<PrinterCapabilities> => {
  const model = await identityOf(parts, "model");
  const serial = model === null ? null : await identityOf(parts, "serial");
  return { model, serial, fence: await fenceOf(parts, model) };
};

const isMute = (found: PrinterCapabilities): boolean => found.fence === "none";

/**
 * Finds out what the unit answers; prints nothing. It has to be ready: an offline printer answers
 * none of this. One that answers nothing in its turn may wait for the rest of a picture that an
 * earlier run of the program never ended, so it is emptied and asked once more. Throws as
 * `Transport.write` does.
 */
const probe = async (parts: ProbeParts): Promise<PrinterCapabilities> => {
  const found = await probeOnce(parts);
  if (!isMute(found)) return found;
  await parts.session.recover();
  return probeOnce(parts);
};

/** Remembers what was found, so that a link that comes back costs one question. */
export interface CapabilityProbe {
  /** Throws as `Transport.write` does. */
  of(session: PrinterSession): Promise<PrinterCapabilities>;
  /** What is known of the unit that was there last. */
  known(): PrinterCapabilities | null;
  /** The unit did not keep what it promised: ask it anew at the next link. */
  forget(): void;
}

/** Nothing known yet. */
export const createCapabilityProbe = (
  profile: PrinterProfile,
  timing: PrinterTiming,
): CapabilityProbe => {
  let known: PrinterCapabilities | null = null;
  let probed: PrinterSession | null = null;

  const isSameUnit = async (parts: ProbeParts, before: PrinterCapabilities): Promise<boolean> =>
    before.model !== null &&
    (await identityOf(parts, "model")) === before.model &&
    (await identityOf(parts, "serial")) === before.serial;

  return {
    async of(session) {
      if (known !== null && probed === session) return known;
      const parts = { session, profile, timing };
      if (profile.completion === "none") known = { model: null, serial: null, fence: "none" };
      else if (known === null || isMute(known) || !(await isSameUnit(parts, known))) {
        known = await probe(parts);
      }
      if (!session.isAlive()) {
        // Whatever did not come may not have been able to.
        known = null;
        throw new DeviceFault("TRANSPORT_LOST", "the link ended while the printer was asked");
      }
      probed = session;
      return known;
    },
    known: () => known,
    forget() {
      known = null;
    },
  };
};
