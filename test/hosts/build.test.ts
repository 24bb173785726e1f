import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { build, type Rolldown } from "vite";
import { describe, expect, it } from "vitest";
import { electronBundle } from "../../scripts/electron-bundle.ts";

const chunksOf = (built: Awaited<ReturnType<typeof build>>): readonly Rolldown.OutputChunk[] =>
  [built]
    .flat()
    .flatMap((one) => ("output" in one ? one.output : []))
    .filter((file) => file.type === "chunk");

const bundle = async (kind: Parameters<typeof electronBundle>[0]) => {
  const config = electronBundle(kind);
  return chunksOf(await build({ ...config, build: { ...config.build, write: false } }));
};

describe("the Electron bundles", () => {
  it("have a preload of one CommonJS file that loads nothing but Electron", async () => {
    const chunks = await bundle("preload");
    expect(chunks.map(({ fileName }) => fileName)).toEqual(["preload.cjs"]);
    const code = chunks[0]?.code ?? "";
    expect([...code.matchAll(/require\(([^)]*)\)/g)].map(([, name]) => name)).toEqual([
      '"electron"',
    ]);
    expect(code).not.toMatch(/^\s*(?:import|export)\b/m);
  });

  it("expose to pages exactly window.satriel", async () => {
    const [chunk] = await bundle("preload");
    const exposed: [string, object][] = [];
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name: string, api: object) => exposed.push([name, api]),
      },
      ipcRenderer: { send: () => {}, on: () => {} },
    };
    runInNewContext(chunk?.code ?? "", { require: () => electron, exports: {} });
    expect(exposed.map(([name, api]) => [name, Object.keys(api).sort()])).toEqual([
      ["satriel", ["onClosed", "onMessage", "send"]],
    ]);
  });
});

describe("the bundle of the processes", () => {
  it("has the thread that checks backups beside the code that starts it", async () => {
    const chunks = await bundle("processes");
    const names = chunks.map(({ fileName }) => fileName);
    expect(names).toContain("seal-worker.js");
    const starts = chunks.filter(({ code }) => code.includes("./seal-worker.js"));
    expect(starts.map(({ fileName }) => fileName.includes("/"))).toEqual([false]);
  });
});

describe("electron-builder.yml", () => {
  it("sets every fuse that hardens the package", async () => {
    const path = fileURLToPath(new URL("../../electron-builder.yml", import.meta.url));
    const [, fuses = ""] = (await readFile(path, "utf8")).split("electronFuses:\n");
    const set = Object.fromEntries(
      fuses
        .trim()
        .split("\n")
        .map((line) => line.trim().split(": ")),
    ) as Record<string, string>;
    expect(set).toEqual({
      runAsNode: "false",
      enableCookieEncryption: "true",
      enableNodeOptionsEnvironmentVariable: "false",
      enableNodeCliInspectArguments: "false",
      enableEmbeddedAsarIntegrityValidation: "true",
      onlyLoadAppFromAsar: "true",
      loadBrowserProcessSpecificV8Snapshot: "false",
      grantFileProtocolExtraPrivileges: "false",
    });
  });
});
