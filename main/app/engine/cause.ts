/**
 * Why a call did not do what it was for, judged by cause and never by count:
 *
 * | answer                      | cause            | what is done                                   |
 * | --------------------------- | ---------------- | ---------------------------------------------- |
 * | none, 5xx, cut, black hole  | `link`           | again for ever, with growing jittered waits    |
 * | 429, 503, "not ready yet"   | `busy`           | the same, and never sooner than Retry-After    |
 * | 401, 403                    | `not-authorised` | stop and call a person; a storm helps nobody   |
 * | any other                   | `answer`         | the remote is there; its word is what counts   |
 *
 * A record that fails validation is parked at once, and a duplicate is a success: those are the
 * sink's verdicts (`record-sync.ts`), not failures of a call.
 */
export type Cause = "link" | "busy" | "not-authorised" | "answer";

const ENDINGS: readonly (readonly [RegExp, Cause])[] = [
  [/_UNAUTHORISED$/, "not-authorised"],
  [/_(?:BUSY|UNAVAILABLE|NOT_READY)$/, "busy"],
  [
    /_(?:TIMEOUT|CONNECTION|NOT_SENT|SERVER_ERROR|UNREACHABLE|REDIRECT|TOO_LARGE|TLS|LOST|CERTIFICATE_UNTRUSTED)$/,
    "link",
  ],
];

/** The cause behind the stable code of an outcome that is `unknown`. */
export const causeOf = (code: string): Cause =>
  ENDINGS.find(([ending]) => ending.test(code))?.[1] ?? "answer";

/** True when the code says that the remote could not be reached or could not work. */
export const isOutage = (code: string): boolean => {
  const cause = causeOf(code);
  return cause === "link" || cause === "busy";
};
