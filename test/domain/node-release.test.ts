import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  holdExpiryBlocks,
  laxBlocks,
  leastHeldBlocks,
  releaseRefusal,
} from "../../main/domain/node-release.ts";

const BLOCKS = { nodeCancelBlocks: 18, suspenseBlocks: 30, payoutMinBlocks: 42 };
const OLD_BLOCKS = { nodeCancelBlocks: 12, suspenseBlocks: 24, payoutMinBlocks: 36 };

describe("a held payment's last blocks", () => {
  it.each([
    ["0.19.3-beta commit=v0.19.3-beta", 12],
    ["0.20.4-beta", 12],
    ["0.20.99", 12],
    ["0.21.0-beta", 18],
    ["0.21.0-beta.rc1", 18],
    ["0.21.3-beta commit=v0.21.3-beta", 18],
    ["0.22.0", 18],
    ["1.0.0", 18],
    // Nobody knows what it does: the stricter.
    ["", 18],
    ["unknown", 18],
  ])("begin, with a node of version %s, at %i", (version, blocks) => {
    expect(holdExpiryBlocks(version)).toBe(blocks);
  });

  it.each([
    ["0.20.4", OLD_BLOCKS],
    ["0.21.2", BLOCKS],
  ])("leave two hours and four before them with %s", (version, least) => {
    expect(leastHeldBlocks(version)).toEqual(least);
  });
});

describe("a node's release against the terminal's figures", () => {
  it.each([
    ["0.21.3-beta", "0.21.2", BLOCKS, null],
    ["0.21.1-beta", "0.21.2", BLOCKS, "NODE_TOO_OLD"],
    ["", "0.21.2", BLOCKS, "NODE_TOO_OLD"],
    // An older node may be worked with, by its own figures or stricter ones.
    ["0.20.4-beta", "0.20.3", OLD_BLOCKS, null],
    ["0.20.4-beta", "0.20.3", BLOCKS, null],
    // It was updated, and the figures were not.
    ["0.21.3-beta", "0.20.3", OLD_BLOCKS, "NODE_HOLDS_TOO_SHORT"],
    ["0.21.3-beta", "0.20.3", { ...BLOCKS, nodeCancelBlocks: 17 }, "NODE_HOLDS_TOO_SHORT"],
    ["0.21.3-beta", "0.20.3", { ...BLOCKS, suspenseBlocks: 29 }, "NODE_HOLDS_TOO_SHORT"],
    ["0.21.3-beta", "0.20.3", { ...BLOCKS, payoutMinBlocks: 41 }, "NODE_HOLDS_TOO_SHORT"],
  ])("%s, oldest %s", (version, oldest, blocks, refusal) => {
    expect(releaseRefusal(version, { oldest, blocks })).toBe(refusal);
  });

  it("names each figure that is too low, and what it has to be", () => {
    expect(laxBlocks({ ...OLD_BLOCKS, payoutMinBlocks: 60 }, "0.21.3")).toEqual([
      { name: "nodeCancelBlocks", least: 18 },
      { name: "suspenseBlocks", least: 30 },
    ]);
  });

  it("is never worse for stricter figures", () => {
    const more = fc.nat({ max: 100 });
    fc.assert(
      fc.property(fc.constantFrom("0.20.1", "0.21.3", ""), more, more, more, (version, ...plus) => {
        const least = leastHeldBlocks(version);
        const blocks = {
          nodeCancelBlocks: least.nodeCancelBlocks + plus[0],
          suspenseBlocks: least.suspenseBlocks + plus[1],
          payoutMinBlocks: least.payoutMinBlocks + plus[2],
        };
        expect(laxBlocks(blocks, version)).toEqual([]);
      }),
    );
  });
});
