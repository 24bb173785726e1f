// Who may import whom: docs/ARCHITECTURE.md, "Import rules".
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { pathNot: allowed },
});
const home = (name, module, allowed) => ({
  name,
  comment: `${module} has one home`,
  severity: "error",
  from: { pathNot: allowed },
  to: { path: `(^|/)node_modules/(@types/)?${module}(/|$)|^${module}$` },
});

export default {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    only(
      "domain-is-pure",
      "^main/domain/",
      "^main/domain/",
      "the domain imports nothing but itself",
    ),
    only(
      "ports-know-the-domain",
      "^main/ports/",
      "^main/(domain|ports)/",
      "ports are types over the domain",
    ),
    only(
      "app-is-host-free",
      "^main/app/",
      "^main/(domain|app)/|^main/ports/|^main/bridge/contract[a-z-]*\\.ts$",
      "use cases know ports, not clients",
    ),
    {
      name: "journal-knows-domain-and-ports",
      severity: "error",
      from: { path: "^main/journal/" },
      to: {
        path: "^(main|renderer|hardware|sandbox)/",
        pathNot: "^main/(domain|journal)/|^main/ports/",
      },
    },
    {
      name: "adapters-know-domain-and-ports",
      severity: "error",
      from: { path: "^main/adapters/" },
      to: {
        path: "^(main|renderer|hardware|sandbox)/",
        pathNot: "^main/(domain|adapters)/|^main/ports/",
      },
    },
    {
      name: "adapters-apart",
      comment: "an adapter never imports another; what they share stands beside them",
      severity: "error",
      from: { path: "^main/adapters/([^/]+)/" },
      to: { path: "^main/adapters/[^/]+/", pathNot: "^main/adapters/$1/" },
    },
    only(
      "contract-stands-alone",
      "^main/bridge/contract[a-z-]*\\.ts$",
      "^main/bridge/contract-[a-z-]*\\.ts$",
      "types and constants only",
    ),
    {
      name: "bridge-knows-the-contract",
      severity: "error",
      from: { path: "^main/bridge/" },
      to: { path: "^(main|renderer|hardware|sandbox)/", pathNot: "^main/bridge/" },
    },
    {
      name: "config-knows-the-domain",
      severity: "error",
      from: { path: "^main/config/" },
      to: {
        path: "^(main|renderer|hardware|sandbox)/",
        pathNot: "^main/(config|domain)/|^main/ports/",
      },
    },
    {
      name: "hardware-stands-alone",
      severity: "error",
      from: { path: "^hardware/" },
      to: { path: "^(main|renderer|sandbox|test)/" },
    },
    {
      name: "renderer-knows-the-contract",
      severity: "error",
      from: { path: "^renderer/" },
      to: {
        path: "^(main|hardware|sandbox|test)/",
        pathNot: "^main/bridge/contract[a-z-]*\\.ts$",
      },
    },
    {
      name: "sandbox-knows-codec-and-money",
      severity: "error",
      from: { path: "^sandbox/" },
      to: {
        path: "^(main|renderer|hardware|test)/",
        pathNot: "^main/domain/(emv/|money\\.ts|failure\\.ts)",
      },
    },
    {
      name: "only-hosts-compose",
      comment: "nothing but hosts, scripts and tests imports hosts",
      severity: "error",
      from: { path: "^(main|renderer|hardware|sandbox)/", pathNot: "^main/hosts/" },
      to: { path: "^main/hosts/" },
    },
    {
      name: "shipped-code-needs-no-tests",
      severity: "error",
      from: { path: "^(main|renderer|hardware|sandbox)/" },
      to: { path: "^(test|scripts|bench)/" },
    },
    home("electron-home", "electron", "^main/hosts/electron/|^node_modules/"),
    home("sqlite-home", "better-sqlite3", "^main/journal/|^node_modules/|^(test|bench)/"),
    home("zod-home", "zod", "^main/|^node_modules/"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node"],
    },
    moduleSystems: ["es6", "cjs"],
  },
};
