import type { JSX } from "preact";
import { isKhmer, markBreaks } from "../screen/khmer.ts";

/** Text that may be Khmer: with its line breaks marked, and the room its stacked letters need. */
export const Text = ({ children }: { readonly children: string }): JSX.Element =>
  isKhmer(children) ? (
    <span class="kh" lang="km">
      {markBreaks(children)}
    </span>
  ) : (
    <span>{children}</span>
  );
