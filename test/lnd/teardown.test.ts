/** What a killed test run leaves behind: nothing. And what is said where there is no Go. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { findBinaries, findGo } from "./harness/binaries.ts";
import { until } from "./harness/daemons.ts";

const PROGRAM = `
  import { createHousehold } from ${JSON.stringify(new URL("harness/daemons.ts", import.meta.url))};
  import { startBtcd } from ${JSON.stringify(new URL("harness/btcd.ts", import.meta.url))};
  const household = createHousehold();
  await startBtcd(household, process.argv[1]);
  const { pid } = household.start("second", "tail", ["-f", household.dir + "/btcd.log"]);
  process.stdout.write(JSON.stringify({ dir: household.dir, pid }) + "\\n");
  setInterval(() => undefined, 1_000);
`;

it("ends its programs and removes their folder when it is killed itself", async () => {
  const run = spawn(process.execPath, ["--input-type=module", "-e", PROGRAM, findBinaries().btcd], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(run, "exit");
  const [line] = (await once(createInterface({ input: run.stdout }), "line")) as [string];
  const { dir, pid } = JSON.parse(line) as { readonly dir: string; readonly pid: number };
  expect(existsSync(`${dir}/btcd/rpc.cert`)).toBe(true);
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  run.kill("SIGKILL");
  await exited;
  await until("the folder is gone", () => (existsSync(dir) ? null : true));
  await until("the program has ended", () => (existsSync(`/proc/${pid}`) ? null : true));
});

it("says in words that there is no Go, and which one it wants", () => {
  expect(() => findGo(["/nowhere/go"])).toThrow(
    expect.objectContaining({
      code: "GO_MISSING",
      message: expect.stringMatching(/no Go on this machine.*Go 1\.25\.\d+ or newer/) as string,
    }),
  );
});

it("says how to build what is not built, and that there is no Go where it could not be", () => {
  expect(() => findBinaries({ cache: "/nowhere" })).toThrow(
    expect.objectContaining({
      code: "LND_NOT_BUILT",
      message: expect.stringContaining("npm run lnd:build") as string,
    }),
  );
  expect(() => findBinaries({ cache: "/nowhere", go: ["/nowhere/go"] })).toThrow(
    expect.objectContaining({ code: "GO_MISSING" }),
  );
});
