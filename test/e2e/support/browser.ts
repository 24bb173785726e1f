import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { BrowserContext, Page } from "playwright-core";
import type {
  CashierSnapshot,
  CommandMessage,
  CoreMessage,
  PayerSnapshot,
  Role,
} from "../../../main/bridge/contract.ts";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
  "--autoplay-policy=no-user-gesture-required",
];

/** Debian's Chromium with a profile of its own that is thrown away. */
export interface Browser {
  readonly context: BrowserContext;
  readonly close: () => Promise<void>;
}

/** Start Chromium without a window. */
export const startBrowser = async (): Promise<Browser> => {
  const profile = await mkdtemp(join(tmpdir(), "satriel-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    headless: true,
    args: QUIET,
    hasTouch: true,
    reducedMotion: "reduce",
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
};

/** A core that is played by the test: it shows what it is told and records what it is asked. */
export interface FakeCore {
  readonly show: (snapshot: CashierSnapshot | PayerSnapshot) => Promise<void>;
  readonly commands: () => Promise<readonly CommandMessage[]>;
  readonly forget: () => Promise<void>;
  /** Answer every further command with this refusal; null answers ok. */
  readonly refuseWith: (code: string | null) => Promise<void>;
  /** Leave every further command without an answer. */
  readonly stall: (stalled: boolean) => Promise<void>;
  /** The core goes away; the next snapshot brings it back. */
  readonly drop: () => Promise<void>;
}

interface Played {
  commands: CommandMessage[];
  refusal: string | null;
  stalled: boolean;
  tell: (message: CoreMessage) => void;
  drop: () => void;
}

declare global {
  var played: Played;
}

const playCore = (): void => {
  const listeners = new Set<(message: CoreMessage) => void>();
  const closed = new Set<() => void>();
  const core: Played = {
    commands: [],
    refusal: null,
    stalled: false,
    tell: (message) => {
      for (const listener of listeners) listener(message);
    },
    drop: () => {
      for (const listener of closed) listener();
    },
  };
  const preload = {
    send: (message: CommandMessage): void => {
      core.commands.push(message);
      if (core.stalled) return;
      const ack =
        core.refusal === null ? { ok: true as const } : { ok: false as const, code: core.refusal };
      queueMicrotask(() => {
        core.tell({ type: "ack", id: message.id, ack });
      });
    },
    onMessage: (listener: (message: CoreMessage) => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClosed: (listener: () => void): (() => void) => {
      closed.add(listener);
      return () => closed.delete(listener);
    },
  };
  Object.assign(globalThis, { played: core, satriel: preload });
};

/** Open a role's screen at a size, over a core that the test plays. */
export const openScreen = async (
  context: BrowserContext,
  origin: string,
  role: Role,
  size: { readonly width: number; readonly height: number },
): Promise<{ readonly page: Page; readonly core: FakeCore }> => {
  const page = await context.newPage();
  await page.setViewportSize(size);
  await page.addInitScript(playCore);
  await page.goto(`${origin}/${role}.html`);
  await page.evaluate(async () => {
    await Promise.all([...document.fonts].map((font) => font.load()));
  });
  const core: FakeCore = {
    show: async (snapshot) => {
      await page.evaluate(async (shown) => {
        played.tell({ type: "snapshot", snapshot: shown });
        await new Promise((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(resolve));
        });
      }, snapshot);
    },
    commands: () => page.evaluate(() => played.commands),
    forget: () =>
      page.evaluate(() => {
        played.commands = [];
      }),
    refuseWith: (code) =>
      page.evaluate((refusal) => {
        played.refusal = refusal;
      }, code),
    stall: (stalled) =>
      page.evaluate((value) => {
        played.stalled = value;
      }, stalled),
    drop: () =>
      page.evaluate(() => {
        played.drop();
      }),
  };
  return { page, core };
};
