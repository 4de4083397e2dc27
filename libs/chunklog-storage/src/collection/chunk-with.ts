import { documentsIn, seal, type Chunk } from '../log/chunk.ts';
import type { Doc } from './document.ts';

/** A whole chunk with changed documents, for tests: its checksum does not reveal the change. */
export function chunkWith(chunk: Chunk, change: (documents: readonly Doc[]) => readonly Doc[]): Chunk {
  const { format: _format, sum: _sum, body: _body, ...header } = chunk;
  return seal(header, JSON.stringify(change(documentsIn(chunk))));
}
