// Reports of the HID point-of-sale usage page (8C): 64 bytes with the report id.
//
//   0      report id, 02
//   1      number of data bytes, at most 56
//   2-4    AIM symbology id, such as ]Q1; some units have it one byte later
//   5-60   data
//   63     bit 0: more of the same code follows
import {
  eachReport,
  endFrame,
  extendFrame,
  nothingCut,
  type Cut,
  type Cutting,
} from "./cutting.ts";
import type { FramingRules } from "./scan.ts";

/** Length of a report, with its id. */
export const HID_POS_REPORT_BYTES = 64;

const REPORT_ID = 0x02;
const MOST_DATA_BYTES = 56;
const AIM_PLACES = [2, 3];
const AIM_BYTES = 3;
const AIM_START = 0x5d;
const FLAGS_PLACE = 63;
const CR = 0x0d;
const LF = 0x0a;

interface Part {
  readonly aimId: string;
  readonly data: Uint8Array;
  readonly hasMore: boolean;
}

/** The fields of a report; `null` for what is none. */
const readReport = (report: Uint8Array): Part | null => {
  const length = report[1] ?? 0;
  const aimAt = AIM_PLACES.find((place) => report[place] === AIM_START);
  if (report[0] !== REPORT_ID || length > MOST_DATA_BYTES || aimAt === undefined) return null;
  const dataAt = aimAt + AIM_BYTES;
  const aimId = Buffer.from(report.subarray(aimAt, dataAt)).toString("latin1");
  const data = report.slice(dataAt, dataAt + length);
  return { aimId, data, hasMore: ((report[FLAGS_PLACE] ?? 0) & 1) === 1 };
};

/** The code without the line end that a unit may be set to put after it. */
const withoutLineEnd = (bytes: Uint8Array): Uint8Array => {
  let end = bytes.length;
  if (bytes[end - 1] === LF) end -= 1;
  if (bytes[end - 1] === CR) end -= 1;
  return bytes.subarray(0, end);
};

const takeReport = (start: Cutting, rules: FramingRules, report: Uint8Array): Cut => {
  const part = readReport(report);
  // What came before belongs to a code that will never be whole.
  if (part === null) return { cutting: nothingCut, found: ["SCAN_GARBLED"] };
  const isFirst = start.frame.length === 0 && !start.isSkipping;
  // The bytes are joined and read as text only when whole: a part may end inside a character.
  const extended = extendFrame(
    { ...start, aimId: isFirst ? part.aimId : start.aimId },
    rules,
    part.data,
  );
  if (part.hasMore) return extended;
  const frame = withoutLineEnd(extended.cutting.frame);
  const ended = endFrame({ ...extended.cutting, frame });
  return { cutting: ended.cutting, found: [...extended.found, ...ended.found] };
};

/** Take in a chunk of any size. */
export const cutHidPos = (start: Cutting, rules: FramingRules, chunk: Uint8Array): Cut =>
  eachReport(start, chunk, HID_POS_REPORT_BYTES, (cutting, report) =>
    takeReport(cutting, rules, report),
  );
