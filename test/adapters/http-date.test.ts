import { assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHttpDate } from "../../main/adapters/http-date.ts";

describe("a Date header", () => {
  it("is read as the platform writes it, over all years", () => {
    assert(
      property(integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        expect(parseHttpDate(new Date(seconds * 1_000).toUTCString())).toBe(seconds * 1_000);
      }),
    );
  });

  it.each([
    "",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 00 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nvo 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:49:37 GMT",
    "Sun, 06 Nov 1994 08:60:37 GMT",
  ])("of another form is not believed: %s", (text) => {
    expect(parseHttpDate(text)).toBeNull();
  });
});
