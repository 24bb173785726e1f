/** What the terminal is told of itself by its configuration. */
import type { TerminalSettings } from "../app/screen-state.ts";
import { amountLimitsOf } from "../config/policies.ts";
import type { Config } from "../config/schema.ts";
import { type Khqr, readKhqr } from "../domain/emv/khqr.ts";

/** The shop's own code as it was configured; the configuration has judged that it can be read. */
export const readOwnCode = ({ terminal }: Config): Khqr | null => {
  if (terminal.ownKhqr === null) return null;
  const reading = readKhqr(terminal.ownKhqr, { atMs: null });
  return reading.valid ? reading.code : null;
};

const ownCodeOf = (config: Config): TerminalSettings["ownCode"] => {
  const code = readOwnCode(config);
  const khqr = config.terminal.ownKhqr;
  return code === null || khqr === null ? null : { khqr, name: code.merchantName };
};

/** What the screens are told once and keep. */
export const settingsOf = (config: Config): TerminalSettings => ({
  mode: config.mode,
  terminalName: config.terminal.name,
  shopName: config.terminal.shopName,
  ownCode: ownCodeOf(config),
  language: config.terminal.language,
  theme: config.terminal.theme,
  soundVolume: config.terminal.soundVolume,
  limits: amountLimitsOf(config),
});
