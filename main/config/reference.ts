import { settings, type Setting } from "./settings.ts";

const row = ({ path, allowed, fallback, meaning }: Setting): string =>
  `| ${[`\`${path}\``, allowed, fallback === null ? "to be given" : `\`${fallback}\``, meaning]
    .map((cell) => cell.replaceAll("|", "\\|"))
    .join(" | ")} |`;

/** The text of `docs/CONFIG.md`: every setting, from the schema itself. */
export const configReference = (): string =>
  [
    "# Configuration",
    "",
    "One JSON file, read once at the start. Unknown settings are refused, and every fault is told",
    "in one go. Relative paths start at the folder of the file. Secrets never stand in it: it names",
    "files that only their owner may read (`chmod 600`). Amounts are texts, so that no digit is",
    "lost; durations are in milliseconds; proportions are in parts per million (10000 is 1 %).",
    "",
    "[config.example.json](config.example.json) is a complete example. This page is made from the",
    "schema in `main/config`; a test fails when it is out of date and writes it when run with `-u`.",
    "",
    'A section that is not "to be given" may be left out. `devices.printer`, `devices.scanner` and',
    "`devices.display` are null when there is no such device; `settlement` is null when no back",
    "office is told of settlements: their records then wait in the journal for one; `backup` is null",
    "when the journal is not copied anywhere.",
    "",
    "| setting | allowed | default | meaning |",
    "| --- | --- | --- | --- |",
    ...settings.map(row),
    "",
  ].join("\n");
