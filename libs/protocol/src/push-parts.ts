import { utf8Length } from '@tidemark/schema';
import { maxPushBytes, maxPushRows } from './messages/push.ts';

/** Half of a push's limit: it leaves room for the envelope, and the server reads several at once. */
const partBytes = maxPushBytes / 2;

/** [P15] Splits rows, in their order, into parts that each fit in one push; a row too large for any goes alone. */
export function pushParts<R extends object>(rows: readonly R[]): R[][] {
  const parts: R[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = utf8Length(JSON.stringify(row));
    const last = parts.at(-1);
    if (last && last.length < maxPushRows && bytes + size <= partBytes) {
      last.push(row);
      bytes += size;
    } else {
      parts.push([row]);
      bytes = size;
    }
  }
  return parts;
}
