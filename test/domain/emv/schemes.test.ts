import { describe, expect, it } from "vitest";
import { labelScheme } from "../../../main/domain/emv/schemes.ts";
import { read, seal, tlv, VECTORS } from "./support.ts";

/** A code of another country with these account templates, each with its id in 00. */
const foreign = (accounts: Readonly<Record<string, string>>, country = "XX"): string =>
  seal(
    `000201${Object.entries(accounts)
      .map(([tag, id]) => tlv(tag, tlv("00", id)))
      .join("")}5802${country}`,
  );

const detail = (payload: string): string | null => {
  const reading = read(payload);
  return reading.valid || reading.error.code !== "NOT_KHQR" ? null : reading.error.detail;
};

describe("a neighbour's code", () => {
  it.each([
    ["29", "A000000677010111", "promptpay-credit"],
    ["29", "A000000677010114", "promptpay-credit"],
    ["30", "A000000677010112", "promptpay-bill"],
    ["30", "A000000677012006", "promptpay-bill-xborder"],
    ["31", "A000000677010113", "promptpay-innovation"],
    ["31", "A000000677012004", "promptpay-innovation"],
    ["38", "A000000727", "vietqr"],
    ["38", "A005266284662577", "laoqr"],
    ["26", "A0000006150001", "duitnow"],
    ["26", "A000000615000199", "duitnow"],
    ["26", "SG.PAYNOW", "paynow"],
    ["51", "sg.sgqr", "sgqr"],
    ["51", "id.co.qris.WWW", "qris"],
    ["26", "JP.or.paymentsjapan", "jpqr"],
    ["27", "com.p2pqrpay", "qrph"],
    ["28", "ph.ppmi.p2m", "qrph"],
    ["26", "hk.com.hkicl", "hkfps"],
    ["26", "np.gov.nrb", "nepalpay"],
    ["26", "a000000727", "emv-XX"],
    ["29", "D15600000000", "emv-XX"],
    ["29", "com.example", "emv-XX"],
    ["51", "whatever", "emv-XX"],
  ])("with %s.00 = %s is of %s", (tag, id, name) => {
    expect(detail(foreign({ [tag]: id }))).toBe(name);
  });

  it("is of the lowest tag's scheme, but JPQR comes before all", () => {
    expect(detail(foreign({ "38": "A000000727", "26": "SG.PAYNOW" }))).toBe("paynow");
    expect(detail(foreign({ "26": "SG.PAYNOW", "38": "jp.or.paymentsjapan" }))).toBe("jpqr");
  });

  it("is a KHQR where 29 or 30 holds an account, whatever else is there", () => {
    expect(read(foreign({ "26": "SG.PAYNOW", "30": "a@devb" }))).toMatchObject({
      error: { code: "MISSING_TAG", detail: "52" },
    });
  });

  it("is named though its template is broken behind the id, but not through a bad length", () => {
    const template = (value: string): string => seal(`000201${tlv("38", value)}5802VN`);
    expect(detail(template("0010A00000072701xx"))).toBe("vietqr");
    expect(detail(template("01xx0010A000000727"))).toBe("emv-VN");
    expect(detail(template("01000010A000000727"))).toBe("vietqr");
  });

  it("is not named by characters that stand behind its template", () => {
    const payload = seal(`000201${tlv("38", "0010A00000")}${tlv("07", "x".repeat(27))}5802VN`);
    expect(payload).toContain("A000000727");
    expect(detail(payload)).toBe("emv-VN");
  });

  it.each([
    ["promptpay-bill-xborder", "PromptPay cross-border bill (Thailand)"],
    ["emv-CN", "EMV code of CN"],
    ["15", "UnionPay"],
    ["02,03,04,16,26", "Visa, Mastercard, UnionPay, account tag 26"],
    ["alipay", "Alipay"],
    ["wechat", "WeChat Pay"],
    ["something else", "something else"],
  ])("%s is called %s", (name, label) => {
    expect(labelScheme(name)).toBe(label);
  });

  it("has a label where a vector names it", () => {
    const names = VECTORS.flatMap(({ error }) =>
      error?.code === "NOT_KHQR" && error.detail !== null ? [error.detail] : [],
    );
    expect(names).toHaveLength(10);
    for (const name of names) expect(labelScheme(name)).not.toBe(name);
  });
});
