/** Whether a text of the shape of an instant ("2026-07-04T09:25:25Z") names one: there is no 31st of February, and no 25th hour. */
export function isRealInstant(text: string): boolean {
  const time = Date.parse(text);
  // JavaScript takes the 30th of February for the 2nd of March.
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text.slice(0, 10);
}

/**
 * The first instant of a document that is none, by its place (`/lines/0/createdAt`); undefined where all are. Instants are
 * what the fields named `…At` hold: JSON Schema can tell their shape alone.
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
