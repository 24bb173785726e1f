/** A request that a printer carries out on arrival, wherever in its input it stands. */
export type RealTimeRequest =
  | { readonly kind: "status"; readonly query: number }
  | { readonly kind: "recover"; readonly how: number }
  | { readonly kind: "clear-buffers" };

const CLEAR_BUFFERS = [0x10, 0x14, 8, 1, 3, 0x14, 1, 6, 2, 8];

const requestAt = (recent: readonly number[]): RealTimeRequest | null => {
  const [dle, code, arg = 0] = recent.slice(-3);
  if (dle === 0x10 && code === 0x04 && arg >= 1 && arg <= 4) return { kind: "status", query: arg };
  if (dle === 0x10 && code === 0x05) return { kind: "recover", how: arg };
  const isClear = CLEAR_BUFFERS.every(
    (byte, index) => recent[recent.length - CLEAR_BUFFERS.length + index] === byte,
  );
  return isClear ? { kind: "clear-buffers" } : null;
};

/** Watches the raw input, byte by byte, across chunks. */
export const createRealTimeWatch = (): ((byte: number) => RealTimeRequest | null) => {
  let recent: number[] = [];
  return (byte) => {
    recent = [...recent.slice(1 - CLEAR_BUFFERS.length), byte];
    return requestAt(recent);
  };
};
