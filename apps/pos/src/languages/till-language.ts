import { directionOf } from '@tidemark/elements/language';
import { configureLanguages, sourceLanguage, type Languages, type Texts } from '@tidemark/elements/language';
import { keep, kept } from '../page/page-keep.ts';
import { decideLanguage, knownAs, localeOf } from './decide-language.ts';
import { knownLanguages, pseudoLanguages } from './known-languages.ts';

const ownKey = 'tidemark-language';
const shopKey = 'tidemark-shop-language';

const all = [...knownLanguages, ...pseudoLanguages];
const codes = all.map(({ code }) => code);

let languages: Languages | undefined;
/** Whether the page is the till's own: then it is in the till's language too. */
let isOwnPage = false;

/** Begins with the language that was chosen; resolves when it is loaded, or with English where it cannot be loaded. */
export async function startLanguages(page: { readonly isOwn: boolean }): Promise<void> {
  isOwnPage ||= page.isOwn;
  if (languages) return;
  languages = configureLanguages({
    codes: codes.filter(code => code !== sourceLanguage),
    load,
    localeOf: code => localeOf(code, globalThis.navigator?.languages ?? []),
  });
  globalThis.addEventListener?.('storage', ({ key }) => {
    if (key === ownKey || key === shopKey) void follow();
  });
  await follow();
}

/** The language that this till chose for itself; undefined: it speaks as its shop does. */
export function ownLanguage(): string | undefined {
  return kept(ownKey);
}

/**
 * [LG2] This till speaks another language from now on, also after a reload. Rejects where that language cannot be
 * loaded.
 */
export async function chooseLanguage(code: string | undefined): Promise<void> {
  const wanted = decided(code);
  await languages?.speak(wanted);
  keep(ownKey, code);
  dress();
}

/** The language of the shop of the sign-in: for receipts, and for tills that chose none. */
export function shopLanguage(): string | undefined {
  const shop = kept(shopKey);
  return shop === undefined ? undefined : knownAs(shop, codes);
}

/** Takes the shop's language from a sign-in; undefined: it names none. */
export function learnShopLanguage(language: string | undefined): void {
  if (language === kept(shopKey)) return;
  keep(shopKey, language);
  void follow();
}

async function follow(): Promise<void> {
  try {
    await languages?.speak(decided(kept(ownKey)));
    const shop = shopLanguage();
    if (shop !== undefined) await languages?.prepare(shop);
  } catch (error) {
    // Without a network, a language that was never loaded is missing: the till goes on in the one that it has.
    console.warn('tidemark: a language could not be loaded', error);
  }
  dress();
}

function decided(own: string | undefined): string {
  const browser = globalThis.navigator?.languages ?? [];
  return decideLanguage({ own, shop: kept(shopKey), browser }, codes, sourceLanguage);
}

async function load(code: string): Promise<Texts> {
  return (await all.find(each => each.code === code)?.load?.()) ?? {};
}

function dress(): void {
  if (!isOwnPage || !languages) return;
  document.documentElement.lang = languages.now();
  document.documentElement.dir = directionOf(languages.now());
}
