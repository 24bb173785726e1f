/** Numbers under which decisions are drawn; two of a wire's own follow each. */
export const SITES = {
  createInvoice: 10,
  lookUpInvoice: 20,
  settleInvoice: 30,
  cancelInvoice: 40,
  nodeInfo: 50,
  watch: 60,
  lookUpAccount: 70,
  submitPayout: 80,
  queryPayout: 90,
  float: 100,
  verdict: 110,
  verdictTime: 111,
  print: 120,
  escrow: 130,
  commitBefore: 140,
  commitAfter: 141,
  restart: 150,
  market: 160,
  recoverTwice: 170,
  operator: 180,
  deliver: 190,
  sinkMood: 200,
  poison: 202,
  reversal: 210,
  reversalTime: 211,
  payInvoice: 220,
  lookUpPayment: 230,
  course: 240,
  courseTime: 241,
  routeFee: 242,
  fetchTerms: 250,
  fetchInvoice: 260,
  payeeMood: 270,
  prepareTransaction: 280,
  publishTransaction: 282,
  lookUpTransaction: 284,
  coins: 286,
  chainFee: 287,
  chainCourse: 288,
  chainTime: 289,
  turn: 300,
} as const;

const NUMBERS = Object.values(SITES).flatMap((site) => [site, site + 1]);

/** How many decisions there are. */
export const SITE_COUNT = new Set(NUMBERS).size;

/** For each number its place among all of them, so that counts need no more room than there are. */
export const PLACES: Readonly<Record<number, number>> = Object.fromEntries(
  [...new Set(NUMBERS)].map((site, place) => [site, place]),
);
