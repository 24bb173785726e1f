/** One line of a udev rules file, taken apart: udev(7). */
export interface Rule {
  readonly line: number;
  readonly parts: readonly RulePart[];
}

/** `SUBSYSTEM=="tty"`: key, attribute in braces, operator, value. */
export interface RulePart {
  readonly key: string;
  readonly attribute: string | null;
  readonly operator: string;
  readonly value: string;
}

const PART = /^([A-Z_]+)(?:\{([^}]+)\})?\s*(==|!=|\+=|-=|:=|=)\s*"([^"]*)"/;

/** Keys that may be compared, that may be set, and that may be both. */
const COMPARED = new Set(
  "ACTION DEVPATH KERNEL KERNELS SUBSYSTEM SUBSYSTEMS DRIVER DRIVERS ATTRS TEST TAGS RESULT".split(
    " ",
  ),
);
const BOTH = new Set(["ATTR", "ENV", "TAG", "NAME", "SYMLINK", "PROGRAM", "IMPORT", "SYSCTL"]);
const SET = new Set(["GROUP", "MODE", "OWNER", "LABEL", "GOTO", "RUN", "OPTIONS", "SECLABEL"]);
const WITH_ATTRIBUTE = new Set(["ATTR", "ATTRS", "ENV"]);

const judge = ({ key, attribute, operator }: RulePart): string | null => {
  const compares = operator === "==" || operator === "!=";
  if (!COMPARED.has(key) && !BOTH.has(key) && !SET.has(key)) return `${key} is no key of udev`;
  if (COMPARED.has(key) && !compares) return `${key} can only be compared`;
  if (SET.has(key) && compares) return `${key} can only be set`;
  if (WITH_ATTRIBUTE.has(key) && attribute === null) return `${key} needs {a name}`;
  return null;
};

const parseLine = (text: string, line: number): Rule => {
  const parts: RulePart[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const found = PART.exec(rest);
    if (found === null) throw new Error(`line ${line}: cannot be read from: ${rest}`);
    const [whole, key = "", attribute = null, operator = "", value = ""] = found;
    const part = { key, attribute, operator, value };
    const fault = judge(part);
    if (fault !== null) throw new Error(`line ${line}: ${fault}`);
    parts.push(part);
    rest = rest.slice(whole.length);
    const comma = /^\s*(?:,\s*|$)/.exec(rest);
    if (comma === null) throw new Error(`line ${line}: a comma is missing before: ${rest}`);
    rest = rest.slice(comma[0].length);
  }
  return { line, parts };
};

/** The rules of a file. Throws with the line at fault: udev itself only logs it and goes on. */
export const parseRules = (text: string): readonly Rule[] =>
  text.split("\n").flatMap((line, index) => {
    const isBlank = line.trim() === "" || line.trimStart().startsWith("#");
    return isBlank ? [] : [parseLine(line, index + 1)];
  });

/** Values that a rule compares or sets, by key (with its attribute in braces). */
export const valuesOf = (rule: Rule, key: string): readonly string[] =>
  rule.parts
    .filter(
      (part) => (part.attribute === null ? part.key : `${part.key}{${part.attribute}}`) === key,
    )
    .map((part) => part.value);
