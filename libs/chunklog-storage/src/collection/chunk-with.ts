import { documentsIn, seal, type Chunk } from '../log/chunk.ts';
import type { Doc } from './document.ts';

/** A whole chunk with other documents in it, for tests: no checksum tells that they are not what was written. */
export function chunkWith(chunk: Chunk, change: (documents: readonly Doc[]) => readonly Doc[]): Chunk {
  const { format: _format, sum: _sum, body: _body, ...header } = chunk;
  return seal(header, JSON.stringify(change(documentsIn(chunk))));
}
