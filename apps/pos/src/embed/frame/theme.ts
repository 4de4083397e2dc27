/** The custom properties by which a page dresses an element; the element passes them to its frame. */
export const themeProperties = [
  '--tide-accent',
  '--tide-on-accent',
  '--tide-ground',
  '--tide-surface',
  '--tide-line',
  '--tide-text',
  '--tide-soft',
  '--tide-tint',
  '--tide-good',
  '--tide-warn',
  '--tide-bad',
  '--tide-radius',
  '--tide-font',
] as const;

export type Theme = Readonly<Partial<Record<(typeof themeProperties)[number], string>>>;

/** Colours, lengths and font names: no text that ends a declaration or fetches something. */
const harmless = /^[\w\s#%.,()'"/+*-]{1,200}$/;
const fetching = /url|image|src|element|paint/i;

/** Whether the till's frame accepts this as a value of a property. */
function isThemeValue(value: unknown): value is string {
  return typeof value === 'string' && harmless.test(value) && !fetching.test(value);
}

/** The properties that `read` knows, without values that a frame would refuse. */
export function themeFrom(read: (name: string) => unknown): Theme {
  const entries = themeProperties.map(name => [name, read(name)] as const);
  return Object.fromEntries(
    entries
      .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const)
      .filter(([, value]) => isThemeValue(value)),
  );
}
