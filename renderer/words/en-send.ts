import type { SendFault } from "./send-words.ts";
import type { Sentences } from "./words.ts";

const NOTHING_SENT = "Nothing was sent. The bitcoin is still here.";
const MAY_BE_SENT = "It may be on its way. It is never sent twice.";
const ONCE = "It is sent only once.";

const NEW_CODE = "Ask the customer to make a new code.";
const EXACT_CODE = "Ask the customer for a code of exactly the amount on this screen.";
const LIGHTNING_CODE = "Ask the customer for a Lightning code instead.";
const OTHER_WALLET = "Scan the code again, or ask for a code of another wallet.";
const WAIT = "Wait. Do not pay the customer by hand.";
const BY_HAND = "Pay the customer back by other means, then hold the button.";
const READ_STATE = "Read its state on this screen.";

const unsent = (what: string, act: string): Sentences => ({ what, money: NOTHING_SENT, act });
const perhaps = (what: string): Sentences => ({ what, money: MAY_BE_SENT, act: WAIT });

const RUN_OUT = unsent("The customer's code has run out, or does so at once.", NEW_CODE);

/** Why bitcoin is not sent, or not yet, in English. */
export const sendFaults: Readonly<Record<SendFault, Sentences>> = {
  SEND_AMOUNT_TOO_SMALL: unsent("The amount is too small to be sent.", BY_HAND),
  SEND_AMOUNT_WRONG: unsent("The customer's code asks for another amount.", EXACT_CODE),
  SEND_BELOW_CHAIN_MINIMUM: unsent(
    "This amount is too small for a bitcoin address.",
    LIGHTNING_CODE,
  ),
  SEND_CHAIN_OFF: unsent("This terminal sends nothing to bitcoin addresses.", LIGHTNING_CODE),
  SEND_INVOICE_EXPIRED: RUN_OUT,
  SEND_INVOICE_USED: unsent("This code has been used for another payment.", NEW_CODE),
  SEND_NOT_CONFIGURED: {
    what: "The terminal cannot send bitcoin now.",
    money: "The refund waits, and nothing is lost.",
    act: "Call the manager; show the small code below.",
  },
  SEND_OUT_OF_PLACE: { what: "This step is over.", money: ONCE, act: READ_STATE },
  SEND_UNDER_WAY: { what: "The bitcoin is being sent already.", money: ONCE, act: WAIT },
  REFUND_AMOUNT_LARGE: unsent("The customer's code asks for more than is owed.", EXACT_CODE),
  REFUND_AMOUNT_SMALL: unsent("The customer's code asks for less than is owed.", EXACT_CODE),
  REFUND_BANK_CODE: unsent(
    "This is a bank's code; bitcoin cannot be sent to it.",
    "Ask for a code of the customer's Lightning wallet.",
  ),
  REFUND_BEFORE_RESTORE: {
    what: "A backup was put back since. This may have been paid back before.",
    money: "The terminal sends nothing for this payment.",
    act: "Call the manager, who finds out; then hold the button.",
  },
  REFUND_CONFLICT: {
    what: "The bank says now that it paid the shop after all.",
    money: "The bitcoin is still here. Who is to have it is not clear.",
    act: "Call the manager, who compares with the bank's list.",
  },
  REFUND_DROPPED: unsent("It was taken back before anything was sent.", "Scan a code again."),
  REFUND_OFF: {
    what: "This terminal sends no bitcoin.",
    money: "The customer's bitcoin is here and is owed back.",
    act: BY_HAND,
  },
  REFUND_OWN_INVOICE: unsent(
    "This is the code that the customer paid, not one to be paid at.",
    "Ask the customer for the code to receive with.",
  ),
  REFUND_UNDER_WAY: { what: "The bitcoin is being sent back already.", money: ONCE, act: WAIT },
  RESTORED: {
    what: "A backup was put back, and Lightning does not know this refund.",
    money: "It may have been paid back since. Nothing is sent again.",
    act: "Call the manager, who finds out. Another code is taken when this one has run out.",
  },
  PAYMENT_ATTEMPT_LOST: perhaps("The terminal does not know whether the bitcoin was sent."),
  PAYMENT_CANCELLED: unsent("The payment was stopped at Lightning.", OTHER_WALLET),
  PAYMENT_FAILED: unsent("Lightning could not send the bitcoin.", OTHER_WALLET),
  PAYMENT_FEE_CAP: unsent(
    "Sending it would cost more than the shop allows.",
    "Try again later, or ask for a code of another wallet.",
  ),
  PAYMENT_INVOICE_EXPIRED: RUN_OUT,
  PAYMENT_INVOICE_EXPIRING: {
    what: "The customer's code is about to run out and is paid no more.",
    money: MAY_BE_SENT,
    act: "Wait: another code is taken when this one has run out.",
  },
  PAYMENT_INVOICE_INVALID: unsent("The customer's code cannot be paid as it is.", NEW_CODE),
  PAYMENT_MADE_BEFORE: {
    what: "This code has been paid before.",
    money: "It is never paid twice.",
    act: READ_STATE,
  },
  PAYMENT_MISSING: perhaps("Lightning knows nothing of this refund yet."),
  PAYMENT_NO_BALANCE: unsent(
    "Lightning has too little bitcoin to send this now.",
    "Try again later, or call the manager.",
  ),
  PAYMENT_NO_ROUTE: unsent("Lightning found no way to the customer's wallet.", OTHER_WALLET),
  PAYMENT_PENDING: {
    what: "The customer's wallet has not taken the bitcoin yet.",
    money: "It is on its way, and comes back if it is not taken.",
    act: "Ask the customer to open the wallet. Do not pay by hand.",
  },
  PAYMENT_REJECTED_BY_PAYEE: unsent("The customer's wallet turned the bitcoin down.", NEW_CODE),
  PAYMENT_TIMED_OUT: unsent("Lightning found no way to the wallet in time.", OTHER_WALLET),
  PAYMENT_UNDER_WAY: perhaps("Lightning has not said whether the bitcoin arrived."),
  CHAIN_ADDRESS_INVALID: unsent("Bitcoin cannot be sent to this address.", LIGHTNING_CODE),
  CHAIN_AMOUNT_TOO_SMALL: unsent("This amount is too small for a bitcoin address.", LIGHTNING_CODE),
  CHAIN_FEE_CAP: unsent(
    "The Bitcoin network asks for a higher fee than the shop allows.",
    LIGHTNING_CODE,
  ),
  CHAIN_FEE_TOO_LOW: {
    what: "The Bitcoin network is busy and has not taken it yet.",
    money: "The same payment goes out again by itself, never a second one.",
    act: WAIT,
  },
  CHAIN_INPUTS_SPENT: perhaps("The Bitcoin network says that this was spent already."),
  CHAIN_NO_CHANGE: {
    what: "This payment cannot be sped up.",
    money: "It is on its way.",
    act: "Wait. It may take hours.",
  },
  CHAIN_NO_FUNDS: unsent(
    "There is too little bitcoin here for a bitcoin address.",
    "Ask for a Lightning code instead, or call the manager.",
  ),
  CHAIN_TX_CONFLICT: {
    what: "The Bitcoin network can never confirm this payment.",
    money: "The customer did not get it. The bitcoin is still owed.",
    act: "Call the manager before you try again.",
  },
  CHAIN_TX_INVALID: {
    what: "The Bitcoin network does not take this payment.",
    money: MAY_BE_SENT,
    act: "Call the manager. Do not pay the customer by hand.",
  },
  CHAIN_TX_MISSING: {
    what: "The Bitcoin network does not show the payment yet.",
    money: "The same payment goes out again by itself, never a second one.",
    act: WAIT,
  },
  CHAIN_TX_UNCONFIRMED: {
    what: "The Bitcoin network has not confirmed the payment yet.",
    money: "The bitcoin is on its way.",
    act: "Nothing to do. It may take an hour or more.",
  },
  WITHDRAW_UNKNOWN: unsent(
    "The customer's wallet asked with a code that is not known here.",
    "Have the code on the screen scanned once more.",
  ),
  WITHDRAW_ENDED: { what: "This refund is over.", money: ONCE, act: READ_STATE },
  WITHDRAW_TAKEN: { what: "A wallet has taken this refund already.", money: ONCE, act: WAIT },
  WITHDRAW_INVOICE_INVALID: unsent(
    "What the customer's wallet asked for cannot be paid.",
    "Ask the customer to try another wallet.",
  ),
  WITHDRAW_AMOUNT_WRONG: unsent(
    "The customer's wallet asked for another amount.",
    "Ask the customer to take the whole amount.",
  ),
  WITHDRAW_NETWORK: unsent(
    "The customer's wallet is for play money, or for another coin.",
    "Ask the customer to try another wallet.",
  ),
  WITHDRAW_EXPIRED: unsent(
    "What the customer's wallet asked for had run out.",
    "Have the code on the screen scanned once more.",
  ),
  WITHDRAW_INVOICE_USED: unsent(
    "The customer's wallet asked with the code of another payment.",
    "Have the code on the screen scanned once more.",
  ),
  WITHDRAW_NOT_NOW: unsent(
    "The refund could not be taken at that moment.",
    "Have the code scanned again in a minute, or scan the customer's code.",
  ),
  WITHDRAW_FAILED: unsent(
    "The customer's wallet asked, and the terminal could not answer.",
    "Have the code scanned again in a minute, or scan the customer's code.",
  ),
  WITHDRAW_PORT_UNAVAILABLE: unsent(
    "Wallets cannot take refunds by themselves: another program has the port.",
    "Scan the customer's code instead, and call support.",
  ),
};
