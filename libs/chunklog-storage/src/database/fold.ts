import { documentsIn, idsIn, type Chunk, type Place } from '../log/chunk.ts';
import type { ChunkLog, ReadPage } from '../log/chunk-log.ts';
import type { Doc } from '../collection/document.ts';
import type { Slices } from '../collection/slices.ts';

export type Section = {
  readonly collection: string;
  readonly generation: number;
  readonly after: number;
  readonly upTo: number;
};

export type DamagedPlace = Place & { readonly reason: string };

/** A page is read while the one before it is parsed. */
const chunksPerPage = 4;

/**
 * Passes each whole chunk of a section to `take`, in slices. Resolves to how many there were and which were damaged.
 */
export async function eachChunk(
  log: ChunkLog,
  { collection, generation, after, upTo }: Section,
  slices: Slices,
  take: (chunk: Chunk) => void,
): Promise<{ readonly chunks: number; readonly damaged: readonly DamagedPlace[] }> {
  const damaged: DamagedPlace[] = [];
  let chunks = 0;
  const read = (from: Place): Promise<ReadPage> =>
    log.read({ collection, generation, after: from, upTo, limit: chunksPerPage });
  // Parts count from 0, so no chunk of the seq `after` itself is beyond part Infinity.
  let page: Promise<ReadPage> | undefined = read({ seq: after, part: after === 0 ? -1 : Infinity });
  while (page) {
    const { readings, next }: ReadPage = await page;
    page = next && read(next);
    // Its rejection is handled in the next turn of the loop.
    page?.catch(() => undefined);
    for (const reading of readings) {
      chunks++;
      if (reading.kind === 'whole') take(reading.chunk);
      else damaged.push({ ...reading.place, reason: reading.reason });
      await slices.rest();
    }
  }
  return { chunks, damaged };
}

/** The documents that result from a section. */
export async function fold(
  log: ChunkLog,
  section: Section,
  idOf: (document: Doc) => string,
  slices: Slices,
): Promise<{
  readonly documents: ReadonlyMap<string, Doc>;
  readonly chunks: number;
  readonly damaged: readonly DamagedPlace[];
}> {
  const documents = new Map<string, Doc>();
  const found = await eachChunk(log, section, slices, chunk => {
    if (chunk.kind === 'purge') for (const id of idsIn(chunk)) documents.delete(id);
    else for (const document of documentsIn(chunk)) documents.set(idOf(document), document);
  });
  return { documents, ...found };
}
