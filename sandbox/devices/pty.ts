// The device's end of a pseudo-terminal, without a helper program that stays: Node opens the master
// side by itself, and a few lines of perl (perl-base, which every Debian has) make the two ioctl
// calls that Node has no words for.
import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { Failure } from "../../main/domain/failure.ts";

/** A serial cable whose other end a host opens by {@link Pty.path}. */
export interface Pty {
  /** Such as `/dev/pts/7`. */
  readonly path: string;
  /** At most `most` bytes that wait; `null` when no host has the other end open. */
  read(most: number): Uint8Array | null;
  /** How many of `bytes` the line took; a host that reads nothing makes it 0. */
  write(bytes: Uint8Array): number;
  /** The speed that the host has set, in baud; 0 when it is none of the usual. */
  hostBaud(): number;
  /** Drop what a host that went away has not read: the next one is not to get it. */
  discard(): void;
  /** Pull the cable: a host that has the other end open reads its end. Idempotent. */
  close(): void;
}

const PERL = "perl";
const OPEN_FLAGS = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK;

/** Unlocks the other end, makes it raw and tells its number. The master is descriptor 3. */
const PREPARE = `
  use POSIX ();
  open(my $master, "+<&=", 3) or die "descriptor: $!";
  ioctl($master, 0x40045431, my $unlock = pack("i", 0)) or die "TIOCSPTLCK: $!";
  ioctl($master, 0x80045430, my $number = pack("i", 0)) or die "TIOCGPTN: $!";
  my $line = POSIX::Termios->new;
  $line->getattr(3) or die "tcgetattr: $!";
  $line->setiflag(0); $line->setoflag(0); $line->setlflag(0);
  $line->setcc(POSIX::VMIN(), 1); $line->setcc(POSIX::VTIME(), 0);
  $line->setattr(3, POSIX::TCSANOW()) or die "tcsetattr: $!";
  print unpack("i", $number);
`;

const READ_SPEED = `
  use POSIX ();
  my $line = POSIX::Termios->new;
  $line->getattr(3) or die "tcgetattr: $!";
  print $line->getospeed;
`;

/** Linux's numbers for line speeds (`asm-generic/termbits.h`). */
const BAUD_OF_SPEED: Readonly<Record<number, number>> = {
  9: 1_200,
  11: 2_400,
  12: 4_800,
  13: 9_600,
  14: 19_200,
  15: 38_400,
  4097: 57_600,
  4098: 115_200,
  4099: 230_400,
  4100: 460_800,
  4103: 921_600,
};

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;

/** Bytes that wait at `descriptor`, empty when none do; `null` when the other end is closed. */
const readWaiting = (descriptor: number, buffer: Buffer, most: number): Uint8Array | null => {
  try {
    const count = readSync(descriptor, buffer, 0, Math.min(most, buffer.length), null);
    return Uint8Array.prototype.slice.call(buffer, 0, count);
  } catch (error) {
    if (codeOf(error) === "EAGAIN") return new Uint8Array();
    if (codeOf(error) === "EIO") return null;
    throw error;
  }
};

/** What `script` prints when it has the master as descriptor 3. */
const runPerl = (script: string, master: number): number => {
  const run = spawnSync(PERL, ["-e", script], {
    // Not 0 to 2: those are made blocking for the child, and the descriptor is shared.
    stdio: ["ignore", "pipe", "pipe", master],
    encoding: "utf8",
  });
  if (run.status === 0) return Number(run.stdout);
  const why =
    run.error === undefined ? run.stderr.trim() : "the Debian package perl-base is missing";
  throw new Failure("PTY_UNAVAILABLE", `cannot make a pseudo-terminal: ${why}`, run.error);
};

const openMaster = (): number => {
  try {
    return openSync("/dev/ptmx", OPEN_FLAGS);
  } catch (error) {
    const why = `/dev/ptmx cannot be opened (${codeOf(error) ?? "no reason told"})`;
    throw new Failure("PTY_UNAVAILABLE", `cannot make a pseudo-terminal: ${why}`, error);
  }
};

/** Makes a pair. Throws `PTY_UNAVAILABLE`, with what this machine lacks. */
export const openPty = (): Pty => {
  const master = openMaster();
  let path: string;
  try {
    path = `/dev/pts/${runPerl(PREPARE, master)}`;
    // Only an end that has been opened once counts as closed.
    closeSync(openSync(path, OPEN_FLAGS));
  } catch (error) {
    closeSync(master);
    throw error;
  }
  const buffer = Buffer.alloc(4_096);
  let isClosed = false;

  return {
    path,
    read: (most) => readWaiting(master, buffer, most),
    write(bytes) {
      if (bytes.length === 0) return 0;
      try {
        return writeSync(master, bytes);
      } catch (error) {
        if (codeOf(error) === "EAGAIN") return 0;
        throw error;
      }
    },
    hostBaud: () => BAUD_OF_SPEED[runPerl(READ_SPEED, master)] ?? 0,
    discard() {
      const far = openSync(path, OPEN_FLAGS);
      while ((readWaiting(far, buffer, buffer.length)?.length ?? 0) > 0);
      closeSync(far);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      closeSync(master);
    },
  };
};
