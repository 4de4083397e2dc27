/**
 * The largest document, in bytes of its JSON. Shopify's largest product, of 2,048 variants with the longest names, has
 * some 7 MB.
 */
export const mostDocumentBytes = 10 * 1024 * 1024;

/** The largest record: some 2,000 lines. */
export const mostWrittenBytes = 1024 * 1024;

/** What is wrong with a document whose JSON is too large, for a log or a person; undefined if it is not. */
export function sizeDefect(json: string, mostBytes: number): string | undefined {
  // No character takes more than three bytes per UTF-16 unit, so most documents need not be counted.
  if (json.length * 3 <= mostBytes) return undefined;
  const bytes = utf8Length(json);
  return bytes > mostBytes ? `it has ${bytes} bytes, and ${mostBytes} is the most` : undefined;
}

/** How many bytes a text takes in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    const isPair = (unit & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    if (isPair) at++;
    bytes += unit < 0x800 ? 1 : 2;
  }
  return bytes;
}
