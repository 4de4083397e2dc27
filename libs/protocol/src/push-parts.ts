import { utf8Length } from '@tidemark/schema';
import { maxPushBytes, maxPushRows } from './messages/push.ts';

/** Half of what a push may have: its envelope has room, and the server reads several at once. */
const partBytes = maxPushBytes / 2;

/** [P15] Rows in parts, in their order, each of which goes into one push; a row that is too large for any goes alone. */
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
