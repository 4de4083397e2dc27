/** The entry after a key of a keypad or keyboard: digits and at most one decimal point. */
export function enterKey(text: string, key: string, digits: number): string {
  if (key === 'Backspace') return text.slice(0, -1);
  const isPoint = key === '.' || key === ',';
  if (isPoint) return digits === 0 || text.includes('.') ? text : `${text || '0'}.`;
  if (!/^\d+$/.test(key)) return text;
  const next = text === '0' ? key : text + key;
  const [whole = '', fraction = ''] = next.split('.');
  return whole.length > 9 || fraction.length > digits ? text : next;
}

/** An entered amount in minor units; undefined when nothing was entered, or it is no amount. */
export function amountOf(text: string, digits: number): number | undefined {
  const match = /^(\d{1,9})(?:[.,](\d*))?$/.exec(text.trim());
  const [, whole = '', fraction = ''] = match ?? [];
  if (!match || fraction.length > digits) return undefined;
  return Number(whole + fraction.padEnd(digits, '0'));
}

/** Minor units as a person would type them: 1250 is "12.50". */
export function typedAmount(minor: number, digits: number): string {
  return (minor / 10 ** digits).toFixed(digits);
}
