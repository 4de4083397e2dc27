/** The thirteenth digit of an EAN-13, by the GS1 rule: weights 1 and 3 from the left. */
export function eanCheckDigit(twelve: string): string {
  const sum = [...twelve].reduce(
    (total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3),
    0,
  );
  return String((10 - (sum % 10)) % 10);
}

/** The nth barcode of the demo shop: German company prefix, valid check digit. */
export function demoBarcode(n: number): string {
  const twelve = `4012${String(n).padStart(8, '0')}`;
  return twelve + eanCheckDigit(twelve);
}
