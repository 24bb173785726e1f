import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createJournal } from "../../main/journal/journal.ts";
import { createKeyFile, readKeyFile } from "../../main/journal/key-file.ts";
import { createVault } from "../../main/journal/keys.ts";
import { makeDirectory, openFixture } from "./fixture.ts";
import { codeOf, createTestRandom, makeOpening, makeSwap, preimageOf } from "./support.ts";

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe("the key file", () => {
  it("is made on the first start, for its owner only, and is the same ever after", () => {
    const { options, reopen } = openFixture();
    const key = readFileSync(options.keyFile);
    expect(key).toHaveLength(32);
    expect(modeOf(options.keyFile)).toBe("600");
    expect(readdirSync(dirname(options.keyFile)).filter((name) => name.startsWith("key"))).toEqual([
      "key",
    ]);
    reopen();
    expect(readFileSync(options.keyFile)).toEqual(key);
  });

  it.each([0o644, 0o640, 0o660, 0o604, 0o601, 0o700])("is refused with mode %o", (mode) => {
    const { journal, options } = openFixture();
    journal.close();
    chmodSync(options.keyFile, mode);
    expect(codeOf(() => createJournal(options))).toBe("KEY_FILE_MODE");
    expect(modeOf(options.keyFile)).toBe(mode.toString(8));
  });

  it("may be read-only, as a service manager hands it over", () => {
    const { journal, options, reopen } = openFixture();
    journal.openSwap(makeOpening(1));
    chmodSync(options.keyFile, 0o400);
    expect(Buffer.from(reopen().preimage(makeSwap(1).id))).toEqual(Buffer.from(preimageOf(1)));
  });

  it.each([
    ["empty", ""],
    ["short", "a".repeat(31)],
    ["long", "a".repeat(33)],
  ])("is refused when it is %s", (_, text) => {
    const { journal, options } = openFixture();
    journal.close();
    writeFileSync(options.keyFile, text);
    expect(codeOf(() => createJournal(options))).toBe("KEY_FILE_INVALID");
  });

  it("is refused when it is a directory or a link to nothing that can be made", () => {
    const directory = makeDirectory();
    mkdirSync(join(directory, "key"), { mode: 0o600 });
    expect(codeOf(() => readKeyFile(join(directory, "key")))).toBe("KEY_FILE_INVALID");
    symlinkSync(join(directory, "none"), join(directory, "link"));
    expect(codeOf(() => createKeyFile(join(directory, "link"), createTestRandom()))).toBe(
      "KEY_FILE_INVALID",
    );
  });

  it("is never written over, and a half-made one of an earlier start is no hindrance", () => {
    const path = join(makeDirectory(), "key");
    writeFileSync(`${path}.new`, "half", { mode: 0o644 });
    const key = createKeyFile(path, createTestRandom());
    expect(readKeyFile(path)).toEqual(new Uint8Array(key));
    expect(codeOf(() => createKeyFile(path, createTestRandom("other")))).toBe("KEY_FILE_INVALID");
    expect(readKeyFile(path)).toEqual(new Uint8Array(key));
  });

  it("is missed once preimages are sealed, and then nothing is made or changed", () => {
    const { journal, options } = openFixture();
    journal.openSwap(makeOpening(1));
    journal.close();
    const key = readFileSync(options.keyFile);
    rmSync(options.keyFile);
    expect(codeOf(() => createJournal(options))).toBe("KEY_FILE_MISSING");
    expect(readKeyFile(options.keyFile)).toBeNull();
    writeFileSync(options.keyFile, key, { mode: 0o600 });
    const restored = createJournal(options);
    expect(Buffer.from(restored.preimage(makeSwap(1).id))).toEqual(Buffer.from(preimageOf(1)));
    restored.close();
  });

  it("is refused when it is another key than the one that sealed", () => {
    const { journal, options } = openFixture();
    journal.openSwap(makeOpening(1));
    journal.close();
    writeFileSync(options.keyFile, "b".repeat(32));
    expect(codeOf(() => createJournal(options))).toBe("KEY_FILE_INVALID");
  });

  it("may be another one, or a new one, as long as nothing is sealed", () => {
    const { journal, options, reopen } = openFixture();
    journal.close();
    rmSync(options.keyFile);
    reopen();
    writeFileSync(options.keyFile, "b".repeat(32));
    const opened = reopen();
    opened.openSwap(makeOpening(1));
    expect(Buffer.from(reopen().preimage(makeSwap(1).id))).toEqual(Buffer.from(preimageOf(1)));
  });
});

describe("the vault", () => {
  const key = Buffer.alloc(32, 7);
  const vault = createVault(key, 1, createTestRandom());
  const owner = { swapId: makeSwap(1).id, paymentHash: makeSwap(1).paymentHash };
  const other = { swapId: makeSwap(2).id, paymentHash: makeSwap(2).paymentHash };
  const sealed = vault.seal(owner, preimageOf(1));
  const flip = (bytes: Uint8Array): Uint8Array =>
    bytes.map((byte, at) => (at === 0 ? byte ^ 1 : byte));

  it("gives back what it sealed, under a new nonce each time", () => {
    expect(Buffer.from(vault.open(owner, sealed))).toEqual(Buffer.from(preimageOf(1)));
    const again = vault.seal(owner, preimageOf(1));
    expect(again.nonce).not.toEqual(sealed.nonce);
    expect(again.ciphertext).not.toEqual(sealed.ciphertext);
  });

  it.each([
    ["for another swap", other, sealed],
    ["for another id", { ...owner, swapId: other.swapId }, sealed],
    ["for another hash", { ...owner, paymentHash: other.paymentHash }, sealed],
    ["of another key version", owner, { ...sealed, keyVersion: 2 }],
    ["with a changed nonce", owner, { ...sealed, nonce: flip(sealed.nonce) }],
    ["with a changed text", owner, { ...sealed, ciphertext: flip(sealed.ciphertext) }],
    ["with a changed tag", owner, { ...sealed, tag: flip(sealed.tag) }],
    ["with a short tag", owner, { ...sealed, tag: sealed.tag.subarray(0, 4) }],
  ])("does not open what is %s", (_, who, what) => {
    expect(codeOf(() => vault.open(who, what))).toBe("PREIMAGE_UNREADABLE");
  });

  it("binds the key version, also against a vault of that version", () => {
    const next = createVault(key, 2, createTestRandom());
    expect(codeOf(() => next.open(owner, { ...sealed, keyVersion: 2 }))).toBe(
      "PREIMAGE_UNREADABLE",
    );
  });
});
