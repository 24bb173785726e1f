/**
 * The one error type of the driver library. `code` is stable, upper-case and safe to show and to
 * match on; `message` is for an operator and never holds what was printed or scanned.
 */
export class DeviceFault extends Error {
  override readonly name = "DeviceFault";
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** True when `value` is a {@link DeviceFault}, with `code` when one is given. */
export const isDeviceFault = (value: unknown, code?: string): value is DeviceFault =>
  value instanceof DeviceFault && (code === undefined || value.code === code);
