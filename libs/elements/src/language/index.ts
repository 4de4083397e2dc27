/** The language of the screen: its texts, plurals and numbers. */
export * from './language.ts';
export * from './number.ts';
