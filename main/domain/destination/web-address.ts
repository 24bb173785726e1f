// Addresses that come out of scanned codes: text of a stranger that says whom to call.

/** A web address that may be asked. Whether its host is a public one is found when it is resolved. */
export interface WebTarget {
  /** `https:`, in ASCII. */
  readonly url: string;
  /** Host in lower case, without a port. */
  readonly domain: string;
}

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
/** Two labels or more; the last begins with a letter, so that it is no IP address in any spelling. */
const HOST = new RegExp(`^(?:${LABEL}\\.){1,8}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$`);
/** No user, no fragment, no space, no quote, no backslash. */
const ADDRESS = /^https:\/\/([^/?#@:\\]{1,253})(:\d{1,5})?([/?][\x21-\x7e]*)?$/i;
const UNSAFE = /[#"<>\\^`{|}]/;
const MOST_CHARACTERS = 2_048;

/**
 * Null unless it is a plain `https:` address of a named host. `.onion` is none: nothing here speaks
 * to it, and its address proves nothing without that.
 */
export const readWebAddress = (text: string): WebTarget | null => {
  if (text.length > MOST_CHARACTERS) return null;
  const [, host = "", port = "", rest = ""] = ADDRESS.exec(text) ?? [];
  const domain = host.toLowerCase();
  if (!HOST.test(domain) || domain.endsWith(".onion") || UNSAFE.test(rest)) return null;
  if (port !== "" && (Number(port.slice(1)) < 1 || Number(port.slice(1)) > 65_535)) return null;
  return { url: `https://${domain}${port}${rest}`, domain };
};

/** The values of one name in the query, percent signs resolved; a value that cannot be is left out. */
export const queryValues = (url: string, name: string): readonly string[] => {
  const query = url.includes("?") ? url.slice(url.indexOf("?") + 1) : "";
  return query.split("&").flatMap((pair) => {
    const [key = "", ...value] = pair.split("=");
    return key === name ? (decodePercent(value.join("=")) ?? []) : [];
  });
};

/** `%41` as `A`; null when it is no text. */
export const decodePercent = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};
