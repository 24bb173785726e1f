import { defineConfig } from "vitest/config";

// The tier over real Lightning nodes. Each file has a network of its own; two at a time, since they
// mostly wait for time-outs of LND's own.
export default defineConfig({
  test: {
    include: ["test/lnd/**/*.test.ts"],
    globalSetup: "test/lnd/build-nodes.ts",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
