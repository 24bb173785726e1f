import { troubleOf, type PrinterCondition } from "./condition.ts";

/** What the health page shows. `code` is a reason when the printer cannot print. */
export type PrinterHealth =
  | { readonly kind: "ready"; readonly paperNearEnd: boolean }
  | { readonly kind: "trouble"; readonly code: string };

/** A unit that cannot be asked, and was not heard to fail. */
export const presumedReady: PrinterHealth = { kind: "ready", paperNearEnd: false };

/** What a condition comes to. */
export const healthOf = (condition: PrinterCondition): PrinterHealth => {
  const code = troubleOf(condition);
  return code === null
    ? { kind: "ready", paperNearEnd: condition.paperNearEnd }
    : { kind: "trouble", code };
};
