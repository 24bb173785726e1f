import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readStartOptions } from "../../scripts/start-options.ts";

const START = fileURLToPath(new URL("../../scripts/start.ts", import.meta.url));
const SANDBOX = fileURLToPath(new URL("../../sandbox/main.ts", import.meta.url));

/** A script as a person runs it, on a machine that finds no program but Node. */
const run = (script: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
    env: { PATH: "/nowhere" },
  });
  return { status, stdout, stderr };
};

describe("npm start -- --devices", () => {
  it("is TCP unless it says pty", () => {
    expect(readStartOptions([])).toMatchObject({
      devices: "tcp",
      hasBrowser: true,
      lnd: "sandbox",
    });
    const asked = readStartOptions(["--devices", "pty", "--no-browser", "--dir", "/tmp/play"]);
    expect(asked).toEqual({
      devices: "pty",
      hasBrowser: false,
      dir: "/tmp/play",
      lnd: "sandbox",
    });
  });

  it.each([
    [["--devices", "usb"], '--devices takes tcp or pty, and not "usb"'],
    [["--lnd", "mainnet"], '--lnd takes sandbox or test/lnd, and not "mainnet"'],
    [["--device", "pty"], "Unknown option '--device'"],
  ])("says in a sentence what is wrong with %j, and ends with 2", (args, sentence) => {
    const { status, stdout, stderr } = run(START, ...args);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("names the Debian package that a machine without ptys lacks, before anything is built", () => {
    expect(run(START, "--devices", "pty", "--no-browser")).toEqual({
      status: 1,
      stdout: "",
      stderr: "cannot make a pseudo-terminal: the Debian package perl-base is missing\n",
    });
  });

  it("is refused by the sandbox in the same way", () => {
    expect(run(SANDBOX, "--devices", "usb")).toEqual({
      status: 1,
      stdout: "",
      stderr: "USAGE: --devices must be tcp or pty\n",
    });
  });
});
