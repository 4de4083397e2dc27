import type { BulkLine } from './bulk-lines.ts';

/**
 * - `failed`: FAILED, no file;
 * - `canceled`: CANCELED, no file;
 * - `partial`: FAILED, with half the lines at `partialDataUrl`;
 * - `broken-line`: COMPLETED, the second line is cut in half;
 * - `cut-off`: COMPLETED, the file ends after half the lines;
 * - `expired-url`: COMPLETED, the address has expired.
 */
export type BulkFault = 'failed' | 'canceled' | 'partial' | 'broken-line' | 'expired-url' | 'cut-off';

const partSize = 256 * 1024;

/** The lines as JSONL with escaped slashes, in parts, damaged as the fault says. */
export async function* bulkFile(
  lines: AsyncIterable<BulkLine>,
  count: number,
  fault: BulkFault | undefined,
): AsyncGenerator<string> {
  const last = fault === 'partial' || fault === 'cut-off' ? Math.floor(count / 2) : Infinity;
  let part = '';
  let written = 0;
  for await (const line of lines) {
    if (++written > last) break;
    const text = JSON.stringify(line).replaceAll('/', '\\/');
    part += `${fault === 'broken-line' && written === 2 ? text.slice(0, text.length / 2) : text}\n`;
    if (part.length < partSize) continue;
    yield part;
    part = '';
  }
  if (part) yield part;
}
