import { defineConfig } from "vitest/config";

// The tier of kills: the terminal killed at every write and every effect of whole payments.
export default defineConfig({
  test: {
    include: ["test/crash/kills/**/*.test.ts"],
    env: { KILLS: "all" },
    fileParallelism: false,
  },
});
