import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** How many lines fit the glass without scrolling; a line's height comes from the first one. */
export const useFit = (
  count: number,
  language: string,
): readonly [(list: HTMLElement | null) => void, number] => {
  const list = useRef<HTMLElement | null>(null);
  const [fit, setFit] = useState(1);
  useLayoutEffect(() => {
    const box = list.current;
    const first = box?.firstElementChild;
    if (box === null || first === null || first === undefined) return;
    const gap = Number.parseFloat(getComputedStyle(box).rowGap) || 0;
    const height = first.getBoundingClientRect().height + gap;
    setFit(Math.max(1, Math.floor((box.clientHeight + gap) / height)));
  }, [count, language]);
  return [
    (element) => {
      list.current = element;
    },
    fit,
  ];
};
