import { describe, expect, it } from "vitest";
import { causeOf, isOutage } from "../../../main/app/engine/cause.ts";

describe("the cause of a failed call", () => {
  it.each([
    ["RAIL_TIMEOUT", "link", true],
    ["RAIL_NOT_SENT", "link", true],
    ["SINK_CONNECTION", "link", true],
    ["SINK_SERVER_ERROR", "link", true],
    ["LND_UNREACHABLE", "link", true],
    ["LND_CERTIFICATE_UNTRUSTED", "link", true],
    ["LINK_LOST", "link", true],
    ["RAIL_BUSY", "busy", true],
    ["RAIL_UNAVAILABLE", "busy", true],
    ["LND_NOT_READY", "busy", true],
    ["RAIL_UNAUTHORISED", "not-authorised", false],
    ["LND_UNAUTHORISED", "not-authorised", false],
    ["RAIL_PENDING", "answer", false],
    ["RAIL_IN_PROGRESS", "answer", false],
    ["PAYOUT_NOT_FOUND", "answer", false],
    ["NODE_NOT_SYNCED", "answer", false],
    ["SOMETHING_NEW", "answer", false],
  ])("%s is %s", (code, cause, outage) => {
    expect(causeOf(code)).toBe(cause);
    expect(isOutage(code)).toBe(outage);
  });
});
