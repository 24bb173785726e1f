import type { PrintDocument } from "../../../hardware/printer/document.ts";

/** A KHQR-sized payload; long enough for a code of a real size. */
export const QR_PAYLOAD =
  "https://satriel.example/r/7Q2M9K4D1F?h=9f2b6c1e5a7d4838b0c6e1f29d35a8740c1b6e9f2d8a47530e6b1c9f4a2d7e85";

const PAYMENT_HASH = "9f2b6c1e5a7d4838b0c6e1f29d35a8740c1b6e9f2d8a47530e6b1c9f4a2d7e85";

/** A paid receipt as the terminal makes them, in English. */
export const englishReceipt: PrintDocument = {
  blocks: [
    { kind: "text", text: "Angkor Coffee & Books", align: "center", bold: true, size: "large" },
    { kind: "text", text: "Street 240, Phnom Penh", align: "center" },
    { kind: "feed", lines: 1 },
    { kind: "text", text: "SANDBOX", align: "center", bold: true, inverse: true },
    { kind: "text", text: "No real money moved", align: "center" },
    { kind: "rule" },
    { kind: "text", text: "PAID", align: "center", bold: true },
    { kind: "text", text: "12,000 ៛", align: "center", bold: true, size: "large" },
    { kind: "text", text: "≈ 3.00 USD", align: "center" },
    { kind: "rule" },
    { kind: "pair", label: "Paid in bitcoin", value: "3,087 sats", bold: true },
    { kind: "pair", label: "Rate", value: "1 BTC = 388,727,113 ៛" },
    { kind: "pair", label: "Sources", value: "Binance, Kraken, Coinbase; 12 s old" },
    { kind: "pair", label: "Fee", value: "1.00% (120 ៛)" },
    { kind: "pair", label: "Paid to", value: "sokha_coffee@aclb" },
    { kind: "pair", label: "Time", value: "28 Feb 2025 14:05:09" },
    { kind: "pair", label: "Receipt", value: "R-000123" },
    { kind: "pair", label: "Bank reference", value: "FT25059ABCD1234" },
    { kind: "pair", label: "Payment hash", value: PAYMENT_HASH },
    { kind: "rule" },
    { kind: "qr", payload: QR_PAYLOAD },
    { kind: "text", text: "Thank you. Come again!", align: "center" },
    { kind: "cut" },
  ],
};

/** The same receipt in Khmer. */
export const khmerReceipt: PrintDocument = {
  blocks: [
    { kind: "text", text: "កាហ្វេ និងសៀវភៅ អង្គរ", align: "center", bold: true, size: "large" },
    { kind: "text", text: "ផ្លូវ ២៤០ រាជធានីភ្នំពេញ", align: "center" },
    { kind: "feed", lines: 1 },
    { kind: "text", text: "សាកល្បង SANDBOX", align: "center", bold: true, inverse: true },
    { kind: "text", text: "មិនមែនប្រាក់ពិតប្រាកដទេ", align: "center" },
    { kind: "rule" },
    { kind: "text", text: "បានបង់ប្រាក់រួចរាល់", align: "center", bold: true },
    { kind: "text", text: "១២,០០០ ៛", align: "center", bold: true, size: "large" },
    { kind: "text", text: "≈ 3.00 USD", align: "center" },
    { kind: "rule" },
    { kind: "pair", label: "បង់ជាប៊ីតខញ", value: "3,087 sats", bold: true },
    { kind: "pair", label: "អត្រាប្តូរប្រាក់", value: "1 BTC = 388,727,113 ៛" },
    { kind: "pair", label: "ប្រភពអត្រា", value: "Binance, Kraken, Coinbase; ១២ វិនាទីមុន" },
    { kind: "pair", label: "កម្រៃសេវា", value: "1.00% (120 ៛)" },
    { kind: "pair", label: "បង់ទៅគណនី", value: "sokha_coffee@aclb" },
    { kind: "pair", label: "កាលបរិច្ឆេទ", value: "28-02-2025 14:05:09" },
    { kind: "pair", label: "លេខបង្កាន់ដៃ", value: "R-000123" },
    { kind: "pair", label: "លេខយោងធនាគារ", value: "FT25059ABCD1234" },
    { kind: "pair", label: "លេខកូដការបង់ប្រាក់", value: PAYMENT_HASH },
    { kind: "rule" },
    { kind: "qr", payload: QR_PAYLOAD },
    {
      kind: "text",
      text: "ព្រះរាជាណាចក្រកម្ពុជាសូមអរគុណចំពោះការប្រើប្រាស់សេវាកម្មរបស់យើងខ្ញុំ",
      align: "center",
    },
    { kind: "text", text: "សូមអរគុណ!", align: "center" },
    { kind: "cut" },
  ],
};
