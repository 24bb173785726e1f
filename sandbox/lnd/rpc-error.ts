/** A gRPC status that an RPC ends with: `code` as in google.rpc.Code, `details` as LND words it. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;
  readonly details: string;

  constructor(code: number, details: string) {
    super(details);
    this.code = code;
    this.details = details;
  }
}

/** google.rpc.Code values that LND answers with. Go errors without a status arrive as `unknown`. */
export const GRPC_CODE = { unknown: 2, notFound: 5, alreadyExists: 6, unavailable: 14 } as const;
