import { Failure } from "../../domain/failure.ts";
import type { LndFaultCode } from "./fault.ts";
import type { NodeAddress } from "./grpc.ts";

/** How to reach the node, with one of its macaroons. */
export interface ConnectorOptions {
  /** `host:port`. A name, not an address: a certificate is checked against a name. */
  readonly socket: string;
  /** PEM. One certificate, or the present and the next one; without a pin any public CA would do. */
  readonly tlsCertificate: string;
  readonly macaroonHex: string;
  /** Most time between two tries to connect. */
  readonly reconnectMs: number;
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Makes connections with the pinned certificates in turn: the next one after the node showed another
 * certificate. One at a time, because LND gives all of its certificates the same name, and of several
 * with one name OpenSSL tries only the first. Throws `LND_CERTIFICATE_MISSING` or
 * `LND_MACAROON_INVALID`.
 */
export const createConnector = <Node>(
  options: ConnectorOptions,
  connect: (address: NodeAddress) => Node,
): ((after: LndFaultCode | null) => Node) => {
  const pins = options.tlsCertificate.match(PEM) ?? [];
  if (pins.length === 0) {
    throw new Failure("LND_CERTIFICATE_MISSING", "give the node's TLS certificate as PEM text");
  }
  if (!/^([0-9a-f]{2})+$/i.test(options.macaroonHex)) {
    throw new Failure("LND_MACAROON_INVALID", "give the node's macaroon as hex digits");
  }
  const { socket, macaroonHex, reconnectMs } = options;
  let turn = 0;
  return (after) => {
    if (after === "LND_CERTIFICATE_UNTRUSTED") turn += 1;
    return connect({
      socket,
      macaroonHex,
      reconnectMs,
      tlsCertificate: pins[turn % pins.length] ?? "",
    });
  };
};
