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

/** The language in which the source is written. */
export const sourceLanguage = 'en';

/**
 * One text of a language: a sentence, or one for each plural form of the language. `{0}` stands for the first value.
 */
export type Text = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/** The translation of each text of the source; a language file has this shape. */
export type Texts = Readonly<Record<string, Text>>;

/** The same, by the ids under which `@lit/localize` looks texts up. */
type Templates = Readonly<Record<string, string | StrResult>>;

/** A language for texts. */
interface Spoken {
  /** A BCP 47 tag, by which plurals are chosen. */
  readonly code: string;
  /** The locale for numbers, dates and money; undefined: the browser's. */
  readonly locale: string | undefined;
  readonly templates: Templates | undefined;
}

export interface LanguagesOptions {
  /** The languages beside the source's. */
  readonly codes: readonly string[];
  readonly load: (code: string) => Promise<Texts>;
  /** The locale for numbers, dates and money in a language. */
  readonly localeOf: (code: string) => string | undefined;
}

export interface Languages {
  /** The code of the language on screen. */
  readonly now: () => string;
  /** Shows everything in a language from now on; rejects, and changes nothing, where it cannot be loaded. */
  readonly speak: (code: string) => Promise<void>;
  /** Loads a language, so that `inLanguage` has it. */
  readonly prepare: (code: string) => Promise<void>;
}

const source: Spoken = { code: sourceLanguage, locale: undefined, templates: undefined };
const loaded = new Map<string, Spoken>();
let onScreen = (): Spoken => source;
/** Set while one thing is said in another language than the rest. */
let borrowed: Spoken | undefined;

function spoken(): Spoken {
  return borrowed ?? onScreen();
}

/** Call it once in a program, before anything is shown. */
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
      // A failure here leaves Lit's own state as it was; Lit itself would not try again.
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
 * A text that depends on a count. Both forms have the same values, and a language may have more forms: the plural rules
 * of the language on screen choose.
 */
export function counted(count: number, one: StrResult, other: StrResult): string {
  const { code, templates } = spoken();
  const form = pluralsOf(code).select(count);
  const id = formId(generateMsgId(other.strings, false), form);
  return look(templates, form === 'one' ? one : other, id);
}

/** Runs `act` with its texts in another language, if that was prepared: a receipt is in its shop's. */
export function inLanguage<T>(code: string | undefined, act: () => T): T {
  const before = borrowed;
  borrowed = code === undefined ? before : (loaded.get(code) ?? before);
  try {
    return act();
  } finally {
    borrowed = before;
  }
}

/** The locale for numbers, dates and money now; undefined: the browser's. */
export function localeNow(): string | undefined {
  return spoken().locale;
}

/** The code of the language for texts now. */
export function languageNow(): string {
  return spoken().code;
}

const fromTheRight = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** The writing direction of a language, by its code. */
export function directionOf(code: string): 'ltr' | 'rtl' {
  return fromTheRight.has(code.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}

/** An element with texts: it is drawn again when the language changes. */
export class LocalizedElement extends LitElement {
  constructor() {
    super();
    updateWhenLocaleChanges(this);
  }
}

/** The text in these templates; the source's where it is missing. */
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
