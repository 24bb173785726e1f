import { Adapter } from "@node-escpos/adapter";
import { DeviceFault } from "../fault.ts";
import { createTurns } from "../turns.ts";
import type { OpenTransport, Transport } from "../transport/transport.ts";

type Done = (error: Error | null) => void;

/** What the adapter writes over. */
export interface TransportAdapterOptions {
  readonly open: OpenTransport;
  /** For the printer to take one buffer; 5 s when absent. */
  readonly writeMs?: number;
}

const DEFAULT_WRITE_MS = 5_000;

const toError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

/**
 * Lets the `Printer` of `@node-escpos/core` write over a transport of ours. Output only: nothing
 * that it prints is ever known to be printed, so it has no place where money depends on it. Opens
 * the transport at `open` or at the first write, and afresh after a loss; a callback gets the
 * `DeviceFault` of what went wrong. A class, because that is what the library's type asks for.
 */
export class TransportAdapter extends Adapter<[]> {
  readonly #open: OpenTransport;
  readonly #writeMs: number;
  readonly #turns = createTurns();
  #transport: Transport | undefined;

  constructor({ open, writeMs = DEFAULT_WRITE_MS }: TransportAdapterOptions) {
    super();
    this.#open = open;
    this.#writeMs = writeMs;
  }

  open(callback?: Done): this {
    void this.#carryOut(async () => {
      await this.#connected();
    }, callback);
    return this;
  }

  /** Text is one byte a character, as the library's command constants are. */
  write(data: Buffer | string, callback?: Done): this {
    const bytes = typeof data === "string" ? Buffer.from(data, "latin1") : Uint8Array.from(data);
    void this.#carryOut(() => this.#send(bytes), callback);
    return this;
  }

  close(callback?: Done): this {
    void this.#carryOut(() => this.#drop(), callback);
    return this;
  }

  /** Throws a {@link DeviceFault} `BRIDGE_OUTPUT_ONLY`: the printer's state is asked by our own driver. */
  read(): never {
    throw new DeviceFault("BRIDGE_OUTPUT_ONLY", "this adapter only writes");
  }

  async #carryOut(work: () => Promise<void>, callback: Done = () => {}): Promise<void> {
    let failure: Error | null = null;
    try {
      await this.#turns.take(work);
    } catch (error) {
      failure = toError(error);
    }
    callback(failure);
  }

  async #connected(): Promise<Transport> {
    if (this.#transport !== undefined) return this.#transport;
    const transport = await this.#open();
    this.#transport = transport;
    void this.#watch(transport);
    return transport;
  }

  /** What a printer sends has to be taken, or it would be held back; and its end shows here. */
  async #watch(transport: Transport): Promise<void> {
    try {
      for await (const chunk of transport.source) this.emit("data", Buffer.from(chunk));
    } catch (error) {
      this.emit("disconnect", toError(error));
    }
    if (this.#transport === transport) await this.#drop();
  }

  async #send(bytes: Uint8Array): Promise<void> {
    const transport = await this.#connected();
    try {
      await transport.write(bytes, this.#writeMs);
    } catch (error) {
      await this.#drop();
      throw error;
    }
  }

  async #drop(): Promise<void> {
    const dropped = this.#transport;
    this.#transport = undefined;
    await dropped?.close();
  }
}
