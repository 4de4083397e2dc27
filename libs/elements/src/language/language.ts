import {
  configureLocalization,
  msg as chosenMsg,
  str,
  updateWhenLocaleChanges,
  type StrResult,
} from '@lit/localize';
import { generateMsgId } from '@lit/localize/internal/id-generation.js';
import { runtimeMsg } from '@lit/localize/internal/runtime-msg.js';
import { LitElement } from 'lit';

/** A text with values in it is written `msg(str`…${value}…`)`. */
export { str };

/** The language in which the source says its texts. */
export const sourceLanguage = 'en';

/** One text of a language: a sentence, or one for each of the language's plural forms. `{0}` stands for the first value. */
export type Text = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/** What a language says for each text of the source; its file is of this shape. */
export type Texts = Readonly<Record<string, Text>>;

/** The same by the ids that `@lit/localize` looks texts up by. */
type Templates = Readonly<Record<string, string | StrResult>>;

/** A language that texts are said in. */
interface Spoken {
  /** By which plurals are chosen: a BCP 47 tag. */
  readonly code: string;
  /** By which numbers, dates and money are written; undefined: as the browser does. */
  readonly locale: string | undefined;
  readonly templates: Templates | undefined;
}

export interface LanguagesOptions {
  /** Beside the source's. */
  readonly codes: readonly string[];
  readonly load: (code: string) => Promise<Texts>;
  /** By which locale numbers, dates and money are written in a language. */
  readonly localeOf: (code: string) => string | undefined;
}

export interface Languages {
  /** The code of the language on screen. */
  readonly now: () => string;
  /** Says everything in a language from now on; rejects, and changes nothing, where it cannot be loaded. */
  readonly speak: (code: string) => Promise<void>;
  /** Loads a language, so that `inLanguage` has it. */
  readonly prepare: (code: string) => Promise<void>;
}

const source: Spoken = { code: sourceLanguage, locale: undefined, templates: undefined };
const loaded = new Map<string, Spoken>();
let onScreen = (): Spoken => source;
/** Where one thing is said in another language than the rest. */
let borrowed: Spoken | undefined;

function spoken(): Spoken {
  return borrowed ?? onScreen();
}

/** Once in a program, before anything is shown. */
export function configureLanguages({ codes, load, localeOf }: LanguagesOptions): Languages {
  const inSource = { ...source, locale: localeOf(sourceLanguage) };
  loaded.set(sourceLanguage, inSource);
  const prepare = async (code: string): Promise<void> => {
    if (loaded.has(code)) return;
    loaded.set(code, { code, locale: localeOf(code), templates: templatesOf(await load(code)) });
  };
  const { getLocale, setLocale } = configureLocalization({
    sourceLocale: sourceLanguage,
    targetLocales: codes,
    loadLocale: async code => ({ templates: (loaded.get(code)?.templates ?? {}) as Record<string, string> }),
  });
  onScreen = () => loaded.get(getLocale()) ?? inSource;
  return {
    now: getLocale,
    prepare,
    speak: async code => {
      // What fails here leaves lit's own state as it was: that would not try again.
      await prepare(code);
      await setLocale(code);
    },
  };
}

/** A text in the language on screen. The source's text is its key: each is written out where it is used. */
export function msg(text: string | StrResult): string {
  return borrowed ? look(borrowed.templates, text) : chosenMsg(text as string);
}

/**
 * A text that depends on how many there are. Both forms have the same values, and a language may have more forms: the
 * plural rules of the language on screen choose.
 */
export function counted(count: number, one: StrResult, other: StrResult): string {
  const { code, templates } = spoken();
  const form = pluralsOf(code).select(count);
  const id = formId(generateMsgId(other.strings, false), form);
  return look(templates, form === 'one' ? one : other, id);
}

/** Says what `act` says in another language, where that was prepared: a receipt is in its shop's. */
export function inLanguage<T>(code: string | undefined, act: () => T): T {
  const before = borrowed;
  borrowed = code === undefined ? before : (loaded.get(code) ?? before);
  try {
    return act();
  } finally {
    borrowed = before;
  }
}

/** The locale by which numbers, dates and money are written now; undefined: the browser's. */
export function localeNow(): string | undefined {
  return spoken().locale;
}

/** The code of the language that texts are said in now. */
export function languageNow(): string {
  return spoken().code;
}

const fromTheRight = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** The way in which a language is written, by its code. */
export function directionOf(code: string): 'ltr' | 'rtl' {
  return fromTheRight.has(code.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}

/** An element with texts: it is drawn anew when the language changes. */
export class LocalizedElement extends LitElement {
  constructor() {
    super();
    updateWhenLocaleChanges(this);
  }
}

/** Of a text that is missing, the source's. */
function look(templates: Templates | undefined, text: string | StrResult, id?: string): string {
  return runtimeMsg(templates as never, text, id === undefined ? undefined : { id }) as string;
}

const plurals = new Map<string, Intl.PluralRules>();

function pluralsOf(code: string): Intl.PluralRules {
  const known = plurals.get(code) ?? new Intl.PluralRules(code);
  plurals.set(code, known);
  return known;
}

function formId(id: string, form: string): string {
  return `${id}:${form}`;
}

function templatesOf(texts: Texts): Templates {
  const templates: Record<string, string | StrResult> = {};
  for (const [key, text] of Object.entries(texts)) {
    const strings = key.split(placeholder);
    const id = generateMsgId(strings.length === 1 ? key : strings, false);
    if (typeof text === 'string') templates[id] = templateOf(text);
    else for (const [form, each] of Object.entries(text)) templates[formId(id, form)] = templateOf(each);
  }
  return templates;
}

/** `{0}`, `{1}`, … in a text. */
const placeholder = /\{\d+\}/;

function templateOf(text: string): string | StrResult {
  const strings = text.split(placeholder);
  if (strings.length === 1) return text;
  const values = [...text.matchAll(/\{(\d+)\}/g)].map(([, index]) => Number(index));
  return { strTag: true, strings: Object.assign([...strings], { raw: strings }), values } as StrResult;
}
