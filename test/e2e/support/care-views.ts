import type { CashierView } from "../../../main/bridge/contract-view.ts";

type IdleView = Extract<CashierView, { kind: "idle" }>;

/** What the terminal itself needs of a person, with the longest text that it may hold. */
export const careViews = (
  nowMs: number,
  idle: IdleView,
): readonly (readonly [string, CashierView])[] => {
  const abilities = ["finish-held", "receipts", "history"] as const;
  const jumped = { ...idle, blocked: "RATE_JUMPED", abilities };
  const before = "1 BTC = US$104,000.00";
  const troubles = [
    "DISK_LOW",
    "JOURNAL_CHECKPOINT_FAILED",
    "RESERVE_FAILED",
    "BACKUP_FOLDER_MISSING",
  ].map((code, index) => ({ code, sinceMs: nowMs - index * 3_600_000 }));
  return [
    [
      "idle-price-jumped",
      {
        ...jumped,
        ownCodeName: "WIMOWEH COMMERCIAL MARKET",
        queued: 3,
        troubles: 2,
        priceJump: { before, now: "1 BTC = US$112,345.67" },
      },
    ],
    ["idle-price-jumped-and-apart", { ...jumped, priceJump: { before, now: null } }],
    ["idle-troubles", { ...idle, queued: 100_000, troubles: 4 }],
    ["troubles-empty", { kind: "troubles", troubles: [], lastBackupAtMs: null, queued: 0 }],
    [
      "troubles-one",
      { kind: "troubles", troubles: troubles.slice(3), lastBackupAtMs: null, queued: 0 },
    ],
    [
      "troubles",
      { kind: "troubles", troubles, lastBackupAtMs: nowMs - 7_200_000, queued: 100_000 },
    ],
  ];
};
