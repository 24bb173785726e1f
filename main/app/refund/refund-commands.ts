/** What the commands of the refund desk do. */
import type { Ack, Commands } from "../../bridge/contract.ts";
import type { SwapId } from "../../domain/swap.ts";
import type { RefundDesk } from "./refund-desk.ts";

type RefundCommand = "readRefundCode" | "confirmRefund" | "dropRefund" | "retryRefund";

type RefundTable = {
  readonly [Name in RefundCommand]: (args: Parameters<Commands[Name]>[0]) => Ack;
};

export const createRefundCommands = (desk: RefundDesk): RefundTable => ({
  readRefundCode: ({ swapId, text }) => desk.read(swapId as SwapId, text),
  confirmRefund: ({ swapId }) => desk.confirm(swapId as SwapId),
  dropRefund: ({ swapId }) => desk.drop(swapId as SwapId),
  retryRefund: ({ swapId }) => desk.retry(swapId as SwapId),
});
