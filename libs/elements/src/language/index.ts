/** How everything on screen is said: texts, plurals and numbers in the language that was chosen. */
export * from './language.ts';
export * from './number.ts';
