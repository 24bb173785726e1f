import { defineConfig } from "vitest/config";

// The tier in a real Chromium: one browser at a time, so that screenshots and timings are its own.
export default defineConfig({
  test: {
    include: ["test/e2e/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
