import { FIELD_NAMES } from "./mint-args.ts";
import { toFlag } from "./mint-input.ts";

/** What `--help` prints. */
export const HELP = `khqr: read, judge and mint KHQR codes

  npm run -s khqr              read codes: one JSON object a line in, one a line out
  npm run -s khqr -- mint      mint a code and print it
  npm run -s khqr -- --help    this text

Reading
  in   {"payload": "000201...", "atMs": 1793000000000}
  out  {"valid": true, "fields": {...}, "md5": "..."}
       {"valid": false, "error": {"code": "EXPIRED", "detail": "1600000060000", "position": 130}}

  payload              the text of the code, judged as it stands: nothing is trimmed
  atMs                 the time to judge the expiry at, Unix milliseconds; absent: now;
                       null: no decision about the expiry
  skewMs               allowance for clocks, default 0
  acceptMissingExpiry  true: read codes with an amount but without an expiry, default false

  Every line gets exactly one line of answer, in the same order. A line that cannot be judged gets
  the code INPUT_NOT_JSON, INPUT_NO_PAYLOAD, INPUT_INVALID_OPTION or INPUT_TOO_LONG, and a null
  position. The exit status is 0 whatever the verdicts are.

Minting
  npm run -s khqr -- mint --bakong-account-id demo_shop@devb --merchant-name "Demo Shop"
  echo '{"bakongAccountID": "demo_shop@devb", "merchantName": "Demo Shop"}' | npm run -s khqr -- mint

  Fields are flags, or without any flag one JSON object on standard input. An amount makes the code
  dynamic; it then needs a bill number, and lives for ten minutes unless an expiry is given. A
  merchant id makes it a company's code (30), which needs an acquiring bank too.

${FIELD_NAMES.map((name) => `  --${toFlag(name).padEnd(36)}${name}`).join("\n")}
  --additional-data 68=...              additionalData: {"68": "..."}, further sub-tags of 62

  A refusal prints its code and a reason to standard error, and the exit status is 1.

The fields, the codes and the rules: docs/KHQR.md.
`;
