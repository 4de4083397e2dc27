/** What is known about the language that a till should speak. */
export interface LanguageWishes {
  /** Chosen on this till. */
  readonly own: string | undefined;
  /** The shop's, as the server tells it at a sign-in. */
  readonly shop: string | undefined;
  /** The browser's, the best first. */
  readonly browser: readonly string[];
}

/** [LG1] The first of these that is known: the till's own, the shop's, the browser's; else the source's. */
export function decideLanguage(
  { own, shop, browser }: LanguageWishes,
  known: readonly string[],
  fallback: string,
): string {
  const wishes = [own, shop, ...browser].filter(each => each !== undefined);
  for (const wish of wishes) {
    const found = knownAs(wish, known);
    if (found !== undefined) return found;
  }
  return fallback;
}

/** The language that is known by this tag, or by the language that the tag begins with: "de" for "de-AT". */
export function knownAs(tag: string, known: readonly string[]): string | undefined {
  const wanted = tag.toLowerCase();
  const exact = known.find(each => each.toLowerCase() === wanted);
  return exact ?? known.find(each => each.toLowerCase() === wanted.split('-')[0]);
}

/**
 * The locale for a language's numbers, dates and money: the browser's own for that language, so an English till in
 * London has British dates; else the language itself.
 */
export function localeOf(code: string, browser: readonly string[]): string {
  // Test languages are written as English is: their tags name no place.
  const language = /-X[AB]$/.test(code) ? 'en' : code;
  return browser.find(each => each === language || each.startsWith(`${language}-`)) ?? language;
}
