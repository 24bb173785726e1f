import type { Facts, Finding, TerminalFacts } from "./facts.ts";

const MEBIBYTE = 1_048_576;
/** The program is not older than this: a clock before it has lost its time. */
const PROGRAM_MADE_MS = 1_767_225_600_000;

const finding = (
  level: Finding["level"],
  [code, about]: readonly [string, string],
  what: string,
  act: string | null = null,
): Finding => ({ level, code, about, what, act });

const judgeConfig = ({ config }: TerminalFacts): Finding => {
  const about = "configuration";
  switch (config.kind) {
    case "good":
      return finding("good", ["CONFIG_GOOD", about], `${config.path} is good.`);
    case "none":
      return finding(
        "look",
        ["CONFIG_NONE", about],
        "There is none; the devices were looked at without it.",
        "Name it with --config FILE, or write /etc/satriel/config.json.",
      );
    case "faulty":
      return finding("wrong", ["CONFIG_INVALID", about], config.message, "Mend every line of it.");
  }
};

const judgeFiles = ({ journal, key }: TerminalFacts): readonly Finding[] => {
  const denied = [journal === "denied" ? "journal" : null, key === "denied" ? "key" : null];
  const closed = denied.filter((about) => about !== null);
  if (closed.length > 0) {
    return closed.map((about) =>
      finding(
        "wrong",
        [`${about.toUpperCase()}_DENIED`, about],
        "This user may not read it.",
        "Ask as the terminal's user.",
      ),
    );
  }
  if (journal === "present" && key === "absent") {
    const what =
      "There is a journal and not the key that belongs to it: held bitcoin cannot be claimed.";
    const act = "Put the right key file back; do not start the terminal without it.";
    return [finding("wrong", ["KEY_FILE_MISSING", "key"], what, act)];
  }
  if (journal === "absent") {
    const what = "There is none yet; the first start makes it.";
    return [finding("good", ["JOURNAL_NONE", "journal"], what)];
  }
  return journal === null ? [] : [finding("good", ["JOURNAL_PRESENT", "journal"], "It is there.")];
};

const judgeDisk = ({ freeBytes, minFreeBytes }: TerminalFacts): Finding => {
  if (freeBytes === null) {
    return finding("look", ["DISK_UNKNOWN", "disk"], "How much room is left is not known.");
  }
  const free = `${Math.floor(freeBytes / MEBIBYTE)} MiB are free`;
  return freeBytes < minFreeBytes
    ? finding(
        "wrong",
        ["DISK_LOW", "disk"],
        `${free}, and no payment starts below ${Math.ceil(minFreeBytes / MEBIBYTE)} MiB.`,
        "Make room on the journal's disk.",
      )
    : finding("good", ["DISK_GOOD", "disk"], `${free}.`);
};

const judgeClock = ({ clock }: TerminalFacts): Finding => {
  if (clock.nowMs < PROGRAM_MADE_MS) {
    const what = "The clock stands before the time this program was made.";
    const act = "Connect the terminal to a network with a time server, or set the clock.";
    return finding("wrong", ["CLOCK_PAST", "clock"], what, act);
  }
  if (clock.isSynchronised) {
    return finding("good", ["CLOCK_GOOD", "clock"], "It is kept by a time server.");
  }
  const what = clock.hasRtc
    ? "It is kept by a battery alone."
    : "Nobody vouches for it: no time server has set it, and there is no battery.";
  const act = "Let systemd-timesyncd run and reach a time server.";
  return finding("look", [clock.hasRtc ? "CLOCK_BATTERY" : "CLOCK_UNTRUSTED", "clock"], what, act);
};

/** What is to be said of the terminal's own files, disk and clock. Pure. */
export const judgeTerminal = ({ terminal }: Facts): readonly Finding[] => [
  judgeConfig(terminal),
  ...judgeFiles(terminal),
  judgeDisk(terminal),
  judgeClock(terminal),
];
