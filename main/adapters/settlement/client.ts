import { Failure } from "../../domain/failure.ts";
import { done, refused, unknown } from "../../domain/outcome.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { Log } from "../../ports/log.ts";
import type { RecordBatch, RecordVerdict, SettlementSink } from "../../ports/settlement.ts";
import { createBearer, isLockedOut } from "../bearer.ts";
import type { Http, HttpAnswer } from "../http.ts";
import { classifyMoneyAnswer } from "../money-answer.ts";
import * as wire from "./wire.ts";

/** What the client of a settlement sink is made with. */
export interface SettlementSinkOptions {
  readonly http: Http;
  readonly log: Log;
  /** Address that stands before `/v1/`. */
  readonly baseUrl: string;
  /**
   * The bearer token as it is now. Read at the start, and again when the sink does not let us in: a
   * token is renewed by putting a new one into its file.
   */
  readonly readToken: () => string;
  readonly environment: "sandbox" | "live";
  readonly deadlineMs: number;
}

const MAX_ANSWER_BYTES = 262_144;

/** Statuses by which the sink says that the request as a whole can never be taken. */
const INVALID: readonly number[] = [400, 404, 413, 415, 422];

/**
 * The client of a sink that speaks `docs/settlement-sink.openapi.json`. `refused`:
 * `SINK_UNAUTHORISED` (with the token as it is on disk now), `SINK_REQUEST_INVALID`. `unknown`: the
 * codes of {@link classifyMoneyAnswer} under `SINK`, `SINK_ANSWER_INVALID` and
 * `SINK_ENVIRONMENT_MISMATCH`. Throws `SINK_URL_INVALID` for an address that is not `https:`.
 */
export const createSettlementSink = (options: SettlementSinkOptions): SettlementSink => {
  const { http, log, environment } = options;
  if (URL.parse(options.baseUrl)?.protocol !== "https:") {
    throw new Failure("SINK_URL_INVALID", "the settlement sink's address must begin with https:");
  }
  const prefix = options.baseUrl.replace(/\/+$/, "");

  const post = async (batch: RecordBatch, token: string): Promise<HttpAnswer> =>
    http.request({
      method: "POST",
      url: `${prefix}/v1/terminals/${encodeURIComponent(batch.terminalId)}/records`,
      headers: {
        accept: "application/json",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        [wire.ENVIRONMENT_HEADER]: environment,
      },
      body: wire.writeBatch(batch),
      deadlineMs: options.deadlineMs,
      maxBytes: MAX_ANSWER_BYTES,
    });

  const withToken = createBearer({
    readToken: options.readToken,
    onUnreadable: () =>
      log.error({ code: "SINK_TOKEN_UNREADABLE" }, "the sink's token cannot be read anew"),
  });

  const disbelieve = (code: string): Outcome<never> => {
    log.error({ code }, "the settlement sink gave an answer that cannot be used");
    return unknown(code);
  };

  return {
    deliver: async (batch): Promise<Outcome<readonly RecordVerdict[]>> => {
      const answer = await withToken(async (token) => post(batch, token));
      if (isLockedOut(answer)) return refused("SINK_UNAUTHORISED");
      const rules = {
        prefix: "SINK",
        refusalOf: ({ status }: { readonly status: number }) =>
          INVALID.includes(status) ? "SINK_REQUEST_INVALID" : null,
      };
      const outcome = classifyMoneyAnswer(answer, rules);
      if (outcome.kind !== "done") return outcome;
      if (outcome.value.headers[wire.ENVIRONMENT_HEADER] !== environment) {
        return disbelieve("SINK_ENVIRONMENT_MISMATCH");
      }
      const verdicts = wire.readVerdicts(outcome.value.body);
      return verdicts === null ? disbelieve("SINK_ANSWER_INVALID") : done(verdicts);
    },
  };
};
