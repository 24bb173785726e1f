import { correction, generate } from "lean-qr";
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

const QUIET_MODULES = 4;
const LEAST_PIXELS = 4;

/** A code as one path of runs, a unit a module, and its side with the quiet zone. */
const drawCode = (text: string): { readonly path: string; readonly side: number } => {
  const code = generate(text, { minCorrectionLevel: correction.L });
  let path = "";
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      if (!code.get(x, y)) continue;
      const start = x;
      while (code.get(x + 1, y)) x += 1;
      path += `M${start + QUIET_MODULES} ${y + QUIET_MODULES}h${x - start + 1}v1h-${x - start + 1}z`;
    }
  }
  return { path, side: code.size + 2 * QUIET_MODULES };
};

/**
 * A QR code as large as its place allows: dark on white in every theme, four modules of quiet
 * zone, a whole number of pixels a module and never fewer than four.
 */
export const Qr = ({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): JSX.Element => {
  const place = useRef<HTMLDivElement>(null);
  const code = useMemo(() => drawCode(text), [text]);
  const [pixels, setPixels] = useState(LEAST_PIXELS);
  useLayoutEffect(() => {
    const box = place.current;
    if (box === null) return undefined;
    const fit = (): void => {
      const room = Math.min(box.clientWidth, box.clientHeight);
      setPixels(Math.max(LEAST_PIXELS, Math.floor(room / code.side)));
    };
    fit();
    const watch = new ResizeObserver(fit);
    watch.observe(box);
    return () => {
      watch.disconnect();
    };
  }, [code.side]);
  const size = code.side * pixels;
  return (
    <div class="qr-place" ref={place}>
      <svg
        class="qr"
        role="img"
        aria-label={label}
        width={size}
        height={size}
        viewBox={`0 0 ${code.side} ${code.side}`}
        shape-rendering="crispEdges"
      >
        <rect width={code.side} height={code.side} fill="#fff" />
        <path d={code.path} fill="#000" />
      </svg>
    </div>
  );
};
