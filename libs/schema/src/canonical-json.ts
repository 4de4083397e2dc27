/** JSON with keys in one order, so that equal content is equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return Array.isArray(value) ? canonicalList(value) : canonicalObject(value as Record<string, unknown>);
}

function canonicalList(list: readonly unknown[]): string {
  let text = '';
  for (let place = 0; place < list.length; place++)
    text += place === 0 ? canonicalJson(list[place]) : `,${canonicalJson(list[place])}`;
  return `[${text}]`;
}

function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const inner = value[key];
    if (inner === undefined) continue;
    text += text === '' ? `${nameOf(key)}${canonicalJson(inner)}` : `,${nameOf(key)}${canonicalJson(inner)}`;
  }
  return `{${text}}`;
}

/** A cache of field names, which are few and recur; bounded, as strangers' documents may have any names. */
const names = new Map<string, string>();
const mostNames = 1_000;

function nameOf(key: string): string {
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = `${JSON.stringify(key)}:`;
  if (names.size < mostNames) names.set(key, name);
  return name;
}
