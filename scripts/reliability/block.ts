const begin = (name: string): string => `<!-- ${name}: written by code -->`;
const end = (name: string): string => `<!-- end of ${name} -->`;

/** The text of a page's block of that name. Throws when the page has none. */
export const blockOf = (page: string, name: string): string => {
  const from = page.indexOf(begin(name));
  const to = page.indexOf(end(name));
  if (from < 0 || to < from) throw new Error(`the page has no block ${name}`);
  return page.slice(from + begin(name).length, to).trim();
};

/** The page with another text in its block. */
export const withBlock = (page: string, name: string, text: string): string => {
  const before = page.slice(0, page.indexOf(begin(name)));
  const after = page.slice(page.indexOf(end(name)));
  blockOf(page, name);
  return `${before}${begin(name)}\n\n${text}\n\n${after}`;
};
