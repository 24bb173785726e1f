import { generate } from "selfsigned";

/** A self-signed server certificate and its private key, both PEM. */
export interface Certificate {
  readonly certPem: string;
  readonly keyPem: string;
}

/**
 * Make a fresh EC P-256 server certificate for the given DNS names, as LND makes its own. 127.0.0.1
 * is always among its addresses. Valid for a year from now; whoever pins it needs no authority.
 */
export const createCertificate = async (hostNames: readonly string[]): Promise<Certificate> => {
  const pems = await generate([{ name: "commonName", value: hostNames[0] ?? "localhost" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          ...hostNames.map((value) => ({ type: 2 as const, value })),
          { type: 7 as const, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { certPem: pems.cert, keyPem: pems.private };
};
