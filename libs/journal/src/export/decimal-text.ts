/** Minor units as decimal text: (1250, 2) is "12.50", (1250, 0) is "1250". */
export function decimalText(minor: number | bigint, digits: number): string {
  const text = String(minor);
  const [sign, figures] = text.startsWith('-') ? ['-', text.slice(1)] : ['', text];
  if (digits === 0) return `${sign}${figures}`;
  const long = figures.padStart(digits + 1, '0');
  return `${sign}${long.slice(0, -digits)}.${long.slice(-digits)}`;
}
