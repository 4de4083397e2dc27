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
export function unrealInstantIn(value: unknown, place = ''): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, held] of Object.entries(value)) {
    const at = `${place}/${key}`;
    if (key.endsWith('At') && typeof held === 'string') {
      if (!isRealInstant(held)) return at;
    } else {
      const inside = unrealInstantIn(held, at);
      if (inside !== undefined) return inside;
    }
  }
  return undefined;
}
