/** What an error says, for a cashier. */
export function errorWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
