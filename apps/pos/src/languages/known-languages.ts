import type { Texts } from '@tidemark/elements/language';

/** A language that the till speaks. */
export interface KnownLanguage {
  /** A BCP 47 tag. */
  readonly code: string;
  /** The name that its own speakers use. */
  readonly name: string;
  /** Its texts, loaded on demand; undefined for the source's own. */
  readonly load: (() => Promise<Texts>) | undefined;
}

/** All languages to choose from, in the order of the list. A new language is a line here and a file beside. */
export const knownLanguages: readonly KnownLanguage[] = [
  { code: 'en', name: 'English', load: undefined },
  { code: 'de', name: 'Deutsch', load: async () => (await import('./de.json')).default },
];

/** Test languages: each shows what is not translated, or does not fit. No list offers them. */
export const pseudoLanguages: readonly KnownLanguage[] = [
  { code: 'en-XA', name: 'Accents', load: async () => (await import('./pseudo.ts')).pseudoTexts },
  { code: 'ar-XB', name: 'RTL', load: async () => (await import('./pseudo.ts')).pseudoTexts },
];
