/** The whole list of IPC channels between a window and the main process. */
export const CHANNEL = {
  /** Window to main: connect me, or connect me anew. */
  open: "satriel:open",
  /** Window to main: nobody listens any more. */
  close: "satriel:close",
  /** Both ways: a message of the bridge's contract. */
  message: "satriel:message",
  /** Main to window: the core cannot be reached; it will be tried again. */
  closed: "satriel:closed",
} as const;

/** Scheme and host under which the screens are served to windows. */
export const APP_SCHEME = "app";
export const APP_ORIGIN = `${APP_SCHEME}://satriel`;
