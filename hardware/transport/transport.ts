/**
 * A byte stream to one device. A connection is a fresh object: after its end it is closed and a new
 * one is opened, never revived.
 */
export interface Transport {
  /**
   * What the device sends. One reader. Ends when this side closed or the far end finished; throws a
   * `DeviceFault` (`TRANSPORT_LOST`) when the link broke.
   */
  readonly source: AsyncIterable<Uint8Array>;
  /**
   * Resolves when the far end's buffer has taken every byte, so that a caller who waits is held
   * back by a slow device. Rejects with a `DeviceFault`:
   * - `TRANSPORT_CLOSED`: the stream was over before; not one byte of this call went out.
   * - `TRANSPORT_LOST`: the link broke; any number of bytes may have gone out.
   * - `TRANSPORT_WRITE_TIMEOUT`: `deadlineMs` passed; likewise, and the stream is over.
   */
  write(bytes: Uint8Array, deadlineMs: number): Promise<void>;
  /** Idempotent; ends {@link Transport.source} and fails writes under way. Never rejects. */
  close(): Promise<void>;
}

/**
 * Opens a fresh connection. Rejects with a `DeviceFault`:
 * - `TRANSPORT_NOT_FOUND`: no such device file; a device with its cable out has none.
 * - `TRANSPORT_DENIED`: this user may not open it.
 * - `TRANSPORT_BUSY`: another program holds it.
 * - `TRANSPORT_WRONG_KIND`: there is something else under that name.
 * - `TRANSPORT_UNREACHABLE`: nothing answers, or another fault that may pass.
 */
export type OpenTransport = () => Promise<Transport>;
