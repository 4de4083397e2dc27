/** The names of one collection in its places. */
export interface Names {
  /** `giftCards`, as on the wire. */
  readonly collection: string;
  /** `GiftCard`, the type of a document. */
  readonly type: string;
  /** `giftCard` */
  readonly document: string;
  /** `gift-card`, the file. */
  readonly file: string;
  /** `Gift cards`, on screen. */
  readonly title: string;
}

/** @throws for a name that is not a plural in camelCase. */
export function namesOf(collection: string): Names {
  if (!/^[a-z][A-Za-z]{1,38}s$/.test(collection))
    throw new Error(
      `${collection} is no name of a collection: write a plural in camelCase, such as giftCards.`,
    );
  const document = collection.endsWith('ies') ? `${collection.slice(0, -3)}y` : collection.slice(0, -1);
  const words = (text: string) => text.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
  return {
    collection,
    document,
    type: capital(document),
    file: words(document).replaceAll(' ', '-'),
    title: capital(words(collection)),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
