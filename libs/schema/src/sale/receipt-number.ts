const pattern = /^([A-Z0-9]{1,8})-(\d{6,12})$/;

/**
 * The number after a till's last one: "A7-000042" after "A7-000041". Tills number offline and never collide, since each
 * has its own prefix and a prefix has no dash. A till with a new prefix begins at 1.
 * @throws RangeError for an invalid prefix.
 */
export function nextReceiptNumber(prefix: string, last: string | undefined): string {
  const next = `${prefix}-${String(counterOf(prefix, last) + 1).padStart(6, '0')}`;
  if (!pattern.test(next)) throw new RangeError(`not a receipt number: ${next}`);
  return next;
}

/** The highest of a till's numbers, among numbers of any tills. */
export function lastReceiptNumber(prefix: string, numbers: Iterable<string>): string | undefined {
  let last: string | undefined;
  for (const number of numbers) {
    if (counterOf(prefix, number) > counterOf(prefix, last)) last = number;
  }
  return last;
}

function counterOf(prefix: string, number: string | undefined): number {
  const match = pattern.exec(number ?? '');
  return match?.[1] === prefix ? Number(match[2]) : 0;
}
