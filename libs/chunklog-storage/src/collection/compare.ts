/** The order of JavaScript's own comparison, by UTF-16 units: the same wherever it is read again. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
