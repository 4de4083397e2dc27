/**
 * Whether a text shaped like an instant ("2026-07-04T09:25:25Z") names a real one: there is no 31st of February, and no
 * 25th hour.
 */
export function isRealInstant(text: string): boolean {
  const time = Date.parse(text);
  // JavaScript reads the 30th of February as the 2nd of March.
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text.slice(0, 10);
}

/**
 * The path of a document's first instant that is not real (`/lines/0/createdAt`); undefined if all are. Fields named
 * `…At` have instants: JSON Schema can check only their shape.
 */
export function unrealInstantIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of Object.keys(value)) {
    const held = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof held === 'string') {
      if (key.endsWith('At') && !isRealInstant(held)) return `/${key}`;
    } else {
      const inside = unrealInstantIn(held);
      if (inside !== undefined) return `/${key}${inside}`;
    }
  }
  return undefined;
}
