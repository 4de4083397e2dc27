import { seal, type Chunk } from './chunk.ts';
import type { Doc } from '../collection/document.ts';

/** The characters of JSON in a full chunk: it is read, checked and parsed in about 2 ms. */
const chunkSize = 256 * 1024;

type Write = {
  readonly collection: string;
  readonly seq: number;
  readonly context: string;
  /** The garbage that the write creates; its first chunk states it. */
  readonly garbage: number;
};

/** The documents of one write as the chunks of one seq, made one at a time. */
export function* encodeDocuments(write: Write, documents: readonly Doc[]): Generator<Chunk> {
  const { collection, seq, context } = write;
  let part = 0;
  for (const body of bodiesOf(documents)) {
    const garbage = part === 0 ? write.garbage : 0;
    yield seal({ kind: 'documents', collection, seq, part, context, garbage }, body);
    part++;
  }
}

/** A cleanup as one chunk. It is garbage itself at the next rewrite. */
export function encodePurge(write: Write, ids: readonly string[]): Chunk {
  const body = JSON.stringify(ids);
  const garbage = write.garbage + body.length;
  const { collection, seq, context } = write;
  return seal({ collection, seq, context, kind: 'purge', part: 0, garbage }, body);
}

/**
 * Full JSON arrays, and a last one that need not be full. They are joined from their parts at the end, which gives flat
 * strings; concatenation with + makes a tree of strings, whose checksum takes several times as long.
 */
function* bodiesOf(documents: readonly Doc[]): Generator<string> {
  let parts: string[] = [];
  let length = 0;
  for (const document of documents) {
    const text = textOf(document);
    parts.push(parts.length === 0 ? '[' : ',', text);
    length += text.length + 1;
    if (length < chunkSize) continue;
    yield [...parts, ']'].join('');
    [parts, length] = [[], 0];
  }
  if (parts.length > 0) yield [...parts, ']'].join('');
}

/** The characters of a document in a body, its comma included. */
export function sizeOf(document: Doc): number {
  return textOf(document).length + 1;
}

const wide = /[^\x00-\xff]/g;

/**
 * JSON in Latin-1, other characters escaped. A single wider one, such as a dash in a title, makes the whole chunk take
 * two bytes per character, on disk and in memory.
 */
export function textOf(value: Doc | string): string {
  return JSON.stringify(value).replace(
    wide,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
