/** A bearer token that is renewed by putting a new one into its file. */
import type { HttpAnswer } from "./http.ts";

/** Sends one request with a token. */
type Send = (token: string) => Promise<HttpAnswer>;

export interface BearerOptions {
  /** The token as it is on the disk now. */
  readonly readToken: () => string;
  /** Told when the token could not be read again; the one in use stays. */
  readonly onUnreadable: () => void;
}

/** True when the remote does not let this token in. */
export const isLockedOut = (answer: HttpAnswer): boolean =>
  answer.kind === "answer" && (answer.status === 401 || answer.status === 403);

/**
 * Answers a function that sends a request, and once more when the remote did not let the token in
 * and there is another one by now. A token that was not renewed is sent no second time: a remote
 * that refuses it hears of it as often as something is asked of it, and no more. Throws what the
 * first reading throws.
 */
export const createBearer = ({ readToken, onUnreadable }: BearerOptions) => {
  let token = readToken();

  /** The token to try after `used` was refused; null when there is no other. */
  const renewed = (used: string): string | null => {
    // Another request may have found the new one while this one was under way.
    if (token !== used) return token;
    try {
      const read = readToken();
      if (read === used || read === "") return null;
      token = read;
      return read;
    } catch {
      onUnreadable();
      return null;
    }
  };

  return async (send: Send): Promise<HttpAnswer> => {
    const used = token;
    const answer = await send(used);
    if (!isLockedOut(answer)) return answer;
    const other = renewed(used);
    return other === null ? answer : send(other);
  };
};
