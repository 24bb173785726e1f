// The package ships no types; this is what the bench calls.
declare module "escpos" {
  /** Pixels in the shape of the package `ndarray`. */
  interface Pixels {
    readonly data: ArrayLike<number>;
    readonly shape: readonly [width: number, height: number, colours: number];
  }
  class Image {
    constructor(pixels: Pixels);
    readonly data: readonly (0 | 1)[];
  }
  interface Adapter {
    write(bytes: Uint8Array, done?: () => void): void;
  }
  class Printer {
    constructor(adapter: Adapter, options: { readonly encoding: string });
    align(to: "lt" | "ct" | "rt"): this;
    size(width: number, height: number): this;
    text(content: string): this;
    raster(image: Image, mode: "normal"): this;
    qrimage(
      content: string,
      options: { readonly type: "png"; readonly mode: "normal"; readonly size: number },
      done: (error: Error | null) => void,
    ): this;
    cut(isPartial: boolean): this;
    flush(done?: () => void): this;
  }
  const library: { readonly Image: typeof Image; readonly Printer: typeof Printer };
  export default library;
}
