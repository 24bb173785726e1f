import { defineConfig } from "vitest/config";

// The tier over real Lightning nodes: one network at a time, which has the machine to itself.
export default defineConfig({
  test: {
    include: ["test/lnd/**/*.test.ts"],
    globalSetup: "test/lnd/build-nodes.ts",
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
