// Who is paid: tag 29 (a person, or a customer of an institution) or 30 (a company), NBC KHQR
// Content Guideline v1.4.

import { endOf, invalidValue, missingTag, openTemplate, type Rule } from "./draft.ts";
import { fault } from "./fault.ts";
import { isApplicationId, listAccountTags, splitsAtOne } from "./schemes.ts";
import { isPlain } from "./text.ts";
import { findElement, formatTag } from "./tlv.ts";

/** True for `name@bank`: one `@`, no blanks (of Unicode either), at most 32 characters. */
export const isAccountId = (id: string): boolean =>
  id.length <= 32 && splitsAtOne(id) && (isPlain(id) || !/\s/.test(id));

const judgeAccountTag: Rule = (draft) => {
  if (draft.tags.individual !== null || draft.tags.company !== null) return null;
  const others = listAccountTags(draft.root);
  if (others === "") return missingTag(draft, "29|30");
  const first = draft.root.find((element) => element.tag >= 2 && element.tag <= 51);
  return fault("NOT_KHQR", others, first?.at ?? 0);
};

// The published SDKs merge the two and pay the last, so whoever adds one decides who is paid.
const judgeSingleAccount: Rule = ({ tags: { individual, company } }) =>
  individual === null || company === null
    ? null
    : fault("AMBIGUOUS_ACCOUNT", "29+30", Math.max(individual.at, company.at) - 4);

const walkAccount: Rule = (draft) => {
  const walk = openTemplate(draft, draft.tags.individual ?? draft.tags.company);
  draft.accountParts = walk.elements;
  return walk.fault;
};

const judgeAccountId: Rule = ({ tags, accountParts }) => {
  const account = tags.individual ?? tags.company;
  if (account === null) return null;
  const id = findElement(accountParts, 0);
  if (id === null) return fault("MISSING_TAG", `${formatTag(account.tag)}.00`, endOf(account));
  if (isAccountId(id.value)) return null;
  return invalidValue(isApplicationId(id.value) ? "NOT_KHQR" : "INVALID_ACCOUNT", id);
};

/** The rules about 29 and 30, in their order. */
export const judgeAccount: Rule = (draft) =>
  judgeAccountTag(draft) ??
  judgeSingleAccount(draft) ??
  walkAccount(draft) ??
  judgeAccountId(draft);
