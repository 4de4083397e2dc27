import { documentsIn, idsIn, type Chunk } from '../log/chunk.ts';
import type { ChunkLog } from '../log/chunk-log.ts';
import type { CollectionState } from '../collection/collection-state.ts';
import type { Doc } from '../collection/document.ts';
import { ChunklogError } from '../log/errors.ts';
import { eachChunk, fold } from './fold.ts';
import { nothingWrong, type Found } from './load.ts';
import type { CollectionEntry, Manifest } from '../log/manifest.ts';
import type { Slices } from '../collection/slices.ts';

const reloadContext = 'chunklog-reload';

/** Brings a loaded collection to the end of the log, and announces what others wrote. */
export async function follow(
  log: ChunkLog,
  state: CollectionState,
  manifest: Manifest,
  slices: Slices,
): Promise<Found> {
  for (let current = manifest; ; current = await log.manifest()) {
    const entry = current.collections[state.key];
    const { born, last } = state.known;
    if (born !== 0 && entry?.born !== born) {
      state.refusal = new ChunklogError('removed', `${state.key} was removed by another instance`);
      throw state.refusal;
    }
    if (!entry || entry.last === last) return nothingWrong;
    const read = last < entry.horizon ? reload : catchUp;
    const found = await read(log, state, entry, slices);
    if (found) return found;
  }
}

/** Applies the writes after the known ones. Undefined if the log was compacted meanwhile. */
async function catchUp(
  log: ChunkLog,
  state: CollectionState,
  entry: CollectionEntry,
  slices: Slices,
): Promise<Found | undefined> {
  const tail: Chunk[] = [];
  const { generation, born, last } = entry;
  const section = { collection: state.key, generation, after: state.known.last, upTo: last };
  const { damaged } = await eachChunk(log, section, slices, chunk => tail.push(chunk));
  if ((await log.manifest()).collections[state.key]?.generation !== generation) return undefined;
  for (const chunk of tail) {
    if (chunk.kind === 'purge') state.memory.purge(idsIn(chunk));
    else take(state, documentsIn(chunk), chunk.context);
  }
  state.known = { born, last };
  return { damaged, missing: 0 };
}

/** Loads the whole collection again, since compaction merged the writes after the known ones. */
async function reload(
  log: ChunkLog,
  state: CollectionState,
  entry: CollectionEntry,
  slices: Slices,
): Promise<Found | undefined> {
  const { memory, key } = state;
  const { generation, born, last, chunks } = entry;
  const section = { collection: key, generation, after: 0, upTo: last };
  const folded = await fold(log, section, each => memory.idOf(each), slices);
  if ((await log.manifest()).collections[key]?.generation !== generation) return undefined;
  const held = memory.documents();
  memory.purge(held.map(each => memory.idOf(each)).filter(id => !folded.documents.has(id)));
  const changed = [...folded.documents].filter(([id, each]) => memory.get(id)?._rev !== each._rev);
  take(
    state,
    changed.map(([, each]) => each),
    reloadContext,
  );
  state.known = { born, last };
  return { damaged: folded.damaged, missing: Math.max(0, chunks - folded.chunks) };
}

/** Puts documents that another instance wrote into memory, and announces them. */
function take(state: CollectionState, documents: readonly Doc[], context: string): void {
  const { memory, changes$ } = state;
  const held = (id: string) => memory.get(id);
  const rows = documents.map(document => {
    const previous = held(memory.idOf(document));
    return previous ? { previous, document } : { document };
  });
  const { events } = memory.categorize(rows, context, held);
  memory.put(documents);
  if (events.events.length > 0) changes$.next(events);
}
