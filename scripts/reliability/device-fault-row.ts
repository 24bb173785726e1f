/** One fault of a device. A test by its `device` and `what` plays it and sees all the rest. */
export interface DeviceFaultRow {
  readonly device: "printer" | "scanner" | "display";
  readonly what: string;
  /** Of a receipt: the states of its job from the fault on. Else power and code of the device, or of the code that was shown. */
  readonly ends: string;
  /** On the cashier's screen, in English. */
  readonly reads: string;
  /** The same in Khmer. */
  readonly readsKm: string;
  /** Once the fault is mended. */
  readonly mended: string;
}

type Cells<D> = readonly [
  device: D,
  what: string,
  ends: string,
  reads: readonly [en: string, km: string],
  mended: string,
];

/** A row from its cells, in their order. */
export const row = <const D extends DeviceFaultRow["device"]>(
  ...[device, what, ends, [reads, readsKm], mended]: Cells<D>
): DeviceFaultRow & { readonly device: D } => ({ device, what, ends, reads, readsKm, mended });
