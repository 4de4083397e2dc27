export { getRxStorageChunklog, idbNameOf, type ChunklogSettings, type RxStorageChunklog } from './storage.ts';
export { moveDatabase, type MoveDatabase, type Moved, type MovedCollection } from './move-database.ts';
export {
  printDamage,
  type CollectionKind,
  type Damage,
  type OnDamage,
  type OnRewriteFailed,
} from './damage.ts';
export { ChunklogError, type ChunklogErrorCode } from './errors.ts';
export { withRoom, type MakeRoom } from './room.ts';
export { backgroundTask, nextTask, Slices } from './slices.ts';
export type { ChunkLog, Durability } from './chunk-log.ts';
export type { Directory } from './directory.ts';
export { IdsByValue } from './ids-by-value.ts';
export type { Listing } from './listing.ts';
export type { ChunklogInternals } from './storage-instance.ts';
