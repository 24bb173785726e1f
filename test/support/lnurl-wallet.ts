/** A payer's wallet that takes money out, from LUD-01 and LUD-03 alone: nothing of the terminal's own code. */
import { request } from "node:http";

/** What a server said, with its status. */
export interface Said {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Readonly<
    Partial<Record<"status" | "reason" | "tag" | "callback" | "k1" | "maxWithdrawable", unknown>>
  >;
}

const SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** The address in a QR code of LUD-01; its checksum is left to others. */
export const addressIn = (qr: string): string => {
  const text = qr.toLowerCase().replace(/^lightning:/, "");
  if (!text.startsWith("lnurl1")) throw new Error("not an LNURL");
  const bits = Array.from(text.slice(6, -6), (sign) =>
    SIGNS.indexOf(sign).toString(2).padStart(5, "0"),
  );
  const bytes = bits.join("").match(/.{8}/g) ?? [];
  return String.fromCharCode(...bytes.map((byte) => Number.parseInt(byte, 2)));
};

/** One request to 127.0.0.1, as a proxy in front of the terminal would hand it on. */
export const ask = async (
  port: number,
  path: string,
  options: { readonly method?: string; readonly from?: string; readonly body?: string } = {},
): Promise<Said> =>
  new Promise((resolve, reject) => {
    const { method = "GET", from, body } = options;
    const headers = from === undefined ? {} : { "X-Forwarded-For": from };
    const asked = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const said: unknown = text.startsWith("{") ? JSON.parse(text) : {};
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: said as Said["body"],
        });
      });
    });
    asked.once("error", reject);
    asked.end(body);
  });

export interface Wallet {
  /** The first question: what may be taken. */
  offer(qr: string): Promise<Said>;
  /** Both questions; the invoice is made for what the first answer allows. */
  take(qr: string, invoiceFor: (amountMsat: bigint) => string): Promise<Said>;
}

const pathOf = (url: URL): string => `${url.pathname}${url.search}`;

/** A wallet that reaches the public address at `port`. */
export const createWallet = (port: number, publicUrl: string): Wallet => {
  const get = async (url: URL): Promise<Said> => {
    if (url.origin !== publicUrl) throw new Error(`another server: ${url.origin}`);
    return ask(port, pathOf(url));
  };
  const offer: Wallet["offer"] = async (qr) => get(new URL(addressIn(qr)));
  return {
    offer,
    take: async (qr, invoiceFor) => {
      const { body } = await offer(qr);
      if (body.tag !== "withdrawRequest") return { status: 0, headers: {}, body };
      const url = new URL(String(body.callback));
      url.searchParams.set("k1", String(body.k1));
      url.searchParams.set("pr", invoiceFor(BigInt(String(body.maxWithdrawable))));
      return get(url);
    },
  };
};
