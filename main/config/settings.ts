import { z } from "zod";
import type { FileKind } from "./fields.ts";
import { configSchema } from "./schema.ts";

/** One setting, as told to people. */
export interface Setting {
  /** `lnd.deadlineMs`. */
  readonly path: string;
  readonly meaning: string;
  /** What it may be, in words. */
  readonly allowed: string;
  /** As JSON; null when it has to be given (or its section left out). */
  readonly fallback: string | null;
  readonly file: FileKind | null;
}

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly allowed?: string;
  readonly file?: FileKind;
}

const quoted = (values: readonly unknown[]) =>
  values.map((value) => JSON.stringify(value)).join(" or ");

const allowedBy = (node: Node): string => {
  if (node.allowed !== undefined) return node.allowed;
  if (node.const !== undefined) return quoted([node.const]);
  if (node.enum !== undefined) return quoted(node.enum);
  if (node.type === "boolean") return "true or false";
  const whole = node.type === "integer" ? "a whole number" : "a number";
  return `${whole} from ${node.minimum ?? 0} to ${node.maximum ?? "any"}`;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** The default of the property `name`, when its object's own default has one. */
const inherited = (value: unknown, name: string): unknown =>
  isObject(value) ? value[name] : undefined;

const settingOf = (path: string, node: Node, outer: Node): Setting => {
  const fallback = "default" in outer ? outer.default : node.default;
  return {
    path,
    meaning: node.description ?? "",
    allowed: `${allowedBy(node)}${node === outer ? "" : ", or null"}`,
    fallback: fallback === undefined ? null : JSON.stringify(fallback),
    file: node.file ?? null,
  };
};

const walk = (path: string, node: Node): readonly Setting[] => {
  const choices = node.anyOf ?? node.oneOf;
  if (choices !== undefined) {
    const real = choices.filter((choice) => choice.type !== "null");
    const [only] = real;
    const isOneValue = only?.properties === undefined && only?.oneOf === undefined;
    if (only !== undefined && real.length === 1 && isOneValue) return [settingOf(path, only, node)];
    return real.flatMap((choice) => walk(path, { default: node.default, ...choice }));
  }
  if (node.properties === undefined) return [settingOf(path, node, node)];
  return Object.entries(node.properties).flatMap(([name, child]) => {
    const fallback = inherited(node.default, name);
    const whole = fallback === undefined ? child : { default: fallback, ...child };
    return walk(path === "" ? name : `${path}.${name}`, whole);
  });
};

const merge = (found: readonly Setting[]): readonly Setting[] => {
  const merged = new Map<string, Setting>();
  for (const setting of found) {
    const before = merged.get(setting.path);
    if (before === undefined) merged.set(setting.path, setting);
    else if (before.allowed !== setting.allowed) {
      const allowed = `${before.allowed} or ${setting.allowed}`;
      merged.set(setting.path, { ...before, allowed });
    }
  }
  return [...merged.values()];
};

/** Every setting there is, in the schema's order. */
export const settings: readonly Setting[] = merge(
  walk("", z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }) as Node),
);

/** The names that stand directly under `path`; empty for a single setting. */
export const namesUnder = (path: string): readonly string[] => {
  const start = path === "" ? "" : `${path}.`;
  const names = settings
    .filter((setting) => setting.path.startsWith(start))
    .map((setting) => setting.path.slice(start.length).split(".", 1)[0] ?? "");
  return [...new Set(names)];
};
