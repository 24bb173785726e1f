import { termsOf } from "./glossary.ts";
import type { NodeFault, NodeWords } from "./node-words.ts";
import type { Sentences } from "./words.ts";

const t = termsOf("km");

const CALL_MANAGER = "សូមហៅអ្នកគ្រប់គ្រង ហើយបង្ហាញលេខកូដតូចខាងក្រោម។";
const GO_ON = "សូមបន្តធម្មតា បើនៅតែដដែល សូមហៅអ្នកគ្រប់គ្រង។";

/** Nothing is lost by it; what is under way is not touched. */
const goesOn = (what: string, act: string): Sentences => ({
  what,
  money: "ការបង់ប្រាក់ដែលកំពុងដំណើរការនៅតែបន្ត។",
  act,
});

/** What narrows Lightning, in Khmer. */
export const nodeFaults: Readonly<Record<NodeFault, Sentences>> = {
  NODE_NO_CHANNEL: goesOn("Lightning គ្មានឆានែលដែលដំណើរការទេ។", "សូមពិនិត្យអ៊ីនធឺណិត ឬហៅអ្នកគ្រប់គ្រង។"),
  NODE_INBOUND_NONE: goesOn(
    "Lightning គ្មានកន្លែងទំនេរសម្រាប់ទទួលទៀតទេ។",
    `សូមហៅអ្នកគ្រប់គ្រង ត្រូវផ្ញើ${t.bitcoin}ចេញ ឬបន្ថែមឆានែល។`,
  ),
  NODE_INBOUND_LOW: goesOn(
    "Lightning មានកន្លែងទំនេរតិចពេកសម្រាប់ការបង់ធំបំផុត។",
    "សូមទទួលចំនួនតិចជាងនេះ ឬហៅអ្នកគ្រប់គ្រង។",
  ),
  NODE_SLOW: goesOn("Lightning ឆ្លើយតបយឺត។", GO_ON),
  NODE_GRAPH_BEHIND: goesOn(
    "ផែនទីបណ្ដាញរបស់ Lightning មិនទាន់ពេញលេញទេ។",
    "នៅតែទទួលប្រាក់បាន តែការសងត្រឡប់អាចរកផ្លូវមិនឃើញប៉ុន្មាននាទី។",
  ),
  NODE_CHANNELS_INACTIVE: goesOn("ភាគីម្ខាងនៃឆានែល Lightning មិននៅទេ។", GO_ON),
  NODE_CHANNEL_CLOSING: goesOn("ឆានែល Lightning មួយកំពុងត្រូវបិទ។", CALL_MANAGER),
};

/** The screen of the Lightning node, in Khmer. */
export const node: NodeWords = {
  verdicts: {
    good: "ល្អ",
    limited: "មានកម្រិត",
    unusable: "ប្រើមិនបាន",
    unknown: "មិនទាន់សួរ",
  },
  good: "Lightning ដំណើរការល្អ។",
  notAsked: "Lightning មិនទាន់បានឆ្លើយតបទេ។",
  toldAt: "ស្ថានភាពនៅម៉ោង",
  canReceive: "អាចទទួលបានដល់",
  canSend: "អាចផ្ញើបានដល់",
  chain: "ខ្សែប្លុក ប្លុកថ្មីបំផុត",
  inStep: "ទាន់",
  behind: "មិនទាន់",
  minutesAgo: (minutes) => `${minutes} នាទីមុន`,
  map: "ផែនទីបណ្ដាញ",
  complete: "ពេញលេញ",
  notTold: "មិនបានប្រាប់",
  peers: "ភ្ជាប់ជាមួយ",
  channels: "ឆានែល",
  active: (count) => `${count} ដំណើរការ`,
  inactive: (count) => `${count} មិននៅ`,
  opening: (count) => `${count} កំពុងបើក`,
  closing: (count) => `${count} កំពុងបិទ`,
  closingNotTold: "ការបិទ៖ មិនបានប្រាប់",
  version: "កំណែ",
};
