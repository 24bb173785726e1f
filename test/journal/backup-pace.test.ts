import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createBackupPace } from "../../main/journal/backup-pace.ts";

/** A medium that keeps what it is asked to when it is told so. */
const createMedium = () => {
  const asked: PromiseWithResolvers<void>[] = [];
  return {
    sync: async (): Promise<void> => {
      const one = Promise.withResolvers<void>();
      asked.push(one);
      return one.promise;
    },
    asked: () => asked.length,
    answer: async (error?: Error): Promise<void> => {
      const last = asked.at(-1);
      if (error === undefined) last?.resolve();
      else last?.reject(error);
      await turn();
    },
  };
};

describe("the pace of a backup", () => {
  it("asks the medium to keep each mebibyte, one question at a time", async () => {
    const medium = createMedium();
    const pace = createBackupPace(medium.sync);
    expect(pace.next(64)).toBe(64);
    expect(medium.asked()).toBe(0);
    expect(pace.next(256)).toBe(64);
    expect(pace.next(640)).toBe(64);
    expect(medium.asked()).toBe(1);
    await medium.answer();
    expect(pace.next(704)).toBe(64);
    expect(medium.asked()).toBe(2);
  });

  it("waits for a medium that is four mebibytes behind, and goes on when it is not", async () => {
    const medium = createMedium();
    const pace = createBackupPace(medium.sync);
    pace.next(256);
    expect(pace.next(1_024)).toBe(64);
    expect(pace.next(1_088)).toBe(0);
    expect(pace.next(1_088)).toBe(0);
    await medium.answer();
    expect(pace.next(1_088)).toBe(64);
    expect(medium.asked()).toBe(2);
  });

  it("ends when the medium has kept what it was asked to", async () => {
    const medium = createMedium();
    const pace = createBackupPace(medium.sync);
    pace.next(256);
    let isEnded = false;
    const end = pace.end().then(() => (isEnded = true));
    await turn();
    expect(isEnded).toBe(false);
    await medium.answer();
    await end;
    expect(isEnded).toBe(true);
  });

  it("copies on past a medium that fails, and tells of it at the end", async () => {
    const medium = createMedium();
    const pace = createBackupPace(medium.sync);
    pace.next(256);
    await medium.answer(new Error("the stick was pulled out"));
    expect(pace.next(100_000)).toBe(64);
    await expect(pace.end()).rejects.toThrow("pulled out");
  });
});
