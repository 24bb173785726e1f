import type { DestinationFault } from "./destination-words.ts";
import { codeFaultMoney } from "./en-faults.ts";
import type { Sentences } from "./words.ts";

const ANOTHER_CODE = "Ask the customer for a Lightning code or a bitcoin address.";
const NEW_CODE = "Ask the customer to make a new code.";
const OTHER_WALLET = "Ask the customer for a code of another wallet.";

const fault = (what: string, act: string): Sentences => ({ what, money: codeFaultMoney, act });

/** Why bitcoin is not sent where a code says, in English. */
export const destinationFaults: Readonly<Record<DestinationFault, Sentences>> = {
  DESTINATION_UNKNOWN: fault("This is no code that bitcoin can be sent to.", ANOTHER_CODE),
  DESTINATION_DAMAGED: fault("The customer's code did not arrive whole.", "Scan it once more."),
  DESTINATION_NETWORK: fault("This code is for play money, or for another coin.", OTHER_WALLET),
  DESTINATION_OFFER: fault(
    "This is a Lightning offer (BOLT 12), which this terminal cannot pay.",
    "Ask for a Lightning code of the usual kind instead.",
  ),
  DESTINATION_UNSUPPORTED: fault("This kind of code cannot be paid from here.", ANOTHER_CODE),
  DESTINATION_EXPIRED: fault("The customer's code has run out, or does so at once.", NEW_CODE),
  DESTINATION_TOO_SLOW: fault("A payment to this code could be held up for days.", OTHER_WALLET),
  DESTINATION_NOT_PAY: fault(
    "This code of the customer's wallet is not for being paid.",
    "Ask the customer for the code to receive with.",
  ),
  DESTINATION_INSECURE: fault("The wallet's server is not one that can be trusted.", OTHER_WALLET),
  DESTINATION_AMOUNT_INVALID: fault("The amount in the customer's code is not one.", NEW_CODE),
  DESTINATION_AMOUNT_CONFLICT: fault("The customer's code asks for two amounts.", NEW_CODE),
  DESTINATION_REQUIREMENT: fault(
    "The customer's code asks for something that this terminal does not know.",
    ANOTHER_CODE,
  ),
  LNURL_ADDRESS_FORBIDDEN: fault("The wallet's server is not on the internet.", OTHER_WALLET),
  LNURL_NOT_PAY: fault(
    "This code of the customer's wallet is not for being paid.",
    "Ask the customer for the code to receive with.",
  ),
  LNURL_ANSWER_INVALID: fault(
    "The wallet's server gave an answer that is not right.",
    OTHER_WALLET,
  ),
  LNURL_REFUSED: fault("The wallet's server refuses the payment.", OTHER_WALLET),
  LNURL_AMOUNT_OUT_OF_RANGE: fault(
    "The wallet's server does not take this amount.",
    "Choose another amount, or ask for a code of another wallet.",
  ),
  LNURL_INVOICE_WRONG: fault(
    "The wallet's server asked for something else than was agreed.",
    "Do not try again; ask the customer for a code of another wallet.",
  ),
  LNURL_UNREACHABLE: fault("The wallet's server does not answer.", "Try again in a minute."),
};
