import { type TlvElement } from "./tlv.ts";

/** The tags of the root that a KHQR gives a meaning to, each where the code has it. */
export interface RootTags {
  version: TlvElement | null;
  initiation: TlvElement | null;
  unionPay: TlvElement | null;
  individual: TlvElement | null;
  company: TlvElement | null;
  category: TlvElement | null;
  currency: TlvElement | null;
  amount: TlvElement | null;
  country: TlvElement | null;
  name: TlvElement | null;
  city: TlvElement | null;
  postalCode: TlvElement | null;
  additionalData: TlvElement | null;
  language: TlvElement | null;
  timestamp: TlvElement | null;
}

/** No tags at all. */
export const createRootTags = (): RootTags => ({
  version: null,
  initiation: null,
  unionPay: null,
  individual: null,
  company: null,
  category: null,
  currency: null,
  amount: null,
  country: null,
  name: null,
  city: null,
  postalCode: null,
  additionalData: null,
  language: null,
  timestamp: null,
});

const sortAccount = (tags: RootTags, element: TlvElement): void => {
  if (element.tag === 0) tags.version = element;
  else if (element.tag === 1) tags.initiation = element;
  else if (element.tag === 15) tags.unionPay = element;
  else if (element.tag === 29) tags.individual = element;
  else if (element.tag === 30) tags.company = element;
};

const sortCommon = (tags: RootTags, element: TlvElement): void => {
  switch (element.tag) {
    case 52:
      tags.category = element;
      break;
    case 53:
      tags.currency = element;
      break;
    case 54:
      tags.amount = element;
      break;
    case 58:
      tags.country = element;
      break;
    case 59:
      tags.name = element;
      break;
    case 60:
      tags.city = element;
      break;
    case 61:
      tags.postalCode = element;
      break;
    case 62:
      tags.additionalData = element;
      break;
    case 64:
      tags.language = element;
      break;
    case 99:
      tags.timestamp = element;
      break;
    default:
      break;
  }
};

/** Sort what a walk over the root found by meaning, so that no rule has to search for its tag. */
export const sortRoot = (root: readonly TlvElement[]): RootTags => {
  const tags = createRootTags();
  for (const element of root) {
    if (element.tag < 52) sortAccount(tags, element);
    else sortCommon(tags, element);
  }
  return tags;
};
