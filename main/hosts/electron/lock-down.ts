/** A key press as Electron's `before-input-event` tells it. */
export interface KeyPress {
  readonly key: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

interface Preventable {
  preventDefault(): void;
}

/** The part of Electron's `WebContents` that locking a window needs. */
export interface LockableContents {
  on(
    event: "will-navigate" | "will-redirect" | "will-attach-webview",
    listener: (event: Preventable) => void,
  ): unknown;
  on(event: "before-input-event", listener: (event: Preventable, input: KeyPress) => void): unknown;
  setWindowOpenHandler(handler: () => { action: "deny" }): void;
}

/** The part of Electron's `Session` that locking it needs. */
export interface LockableSession {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: unknown, answer: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: () => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  on(event: "will-download", listener: (event: Preventable) => void): unknown;
}

const FUNCTION_KEY = /^F\d{1,2}$/;
const BROWSER_KEYS = new Set(["BrowserBack", "BrowserForward", "BrowserRefresh", "PrintScreen"]);

/**
 * Keys that a screen may hear: those that write or move, and Ctrl+V to paste a code. Everything
 * that a browser or desktop would act on (F-keys, Alt, Super, other Ctrl combinations) is stopped.
 */
export const mayPress = ({ key, control, alt, meta }: KeyPress): boolean => {
  if (alt || meta || FUNCTION_KEY.test(key) || BROWSER_KEYS.has(key)) return false;
  return !control || key.toLowerCase() === "v" || key === "Control";
};

/** Keep the contents on the page they were opened with: no navigation, no new windows, no web views. */
export const lockContents = (contents: LockableContents): void => {
  const prevent = (event: Preventable) => event.preventDefault();
  contents.on("will-navigate", prevent);
  contents.on("will-redirect", prevent);
  contents.on("will-attach-webview", prevent);
  contents.on("before-input-event", (event, input) => {
    if (!mayPress(input)) event.preventDefault();
  });
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
};

/** Grant nothing and download nothing: Electron by itself approves every permission. */
export const lockSession = (session: LockableSession): void => {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on("will-download", (event) => event.preventDefault());
};
