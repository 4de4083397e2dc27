/** Marks an id that `digits` writes as a number. */
export function rawId(id: string): string {
  return `\u0000${id}\u0000`;
}

/** JSON in which marked ids are numbers with all their digits. */
export function digits(body: object): string {
  return JSON.stringify(body).replace(/"\\u0000(\d+)\\u0000"/g, '$1');
}
