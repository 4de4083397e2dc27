export {
  getRxStorageChunklog,
  idbNameOf,
  type ChunklogSettings,
  type RxStorageChunklog,
} from './rx/storage.ts';
export {
  moveDatabase,
  type MoveDatabase,
  type Moved,
  type MovedCollection,
} from './database/move-database.ts';
export {
  printDamage,
  type CollectionKind,
  type Damage,
  type OnDamage,
  type OnRewriteFailed,
} from './database/damage.ts';
export { ChunklogError, type ChunklogErrorCode } from './log/errors.ts';
export { withRoom, type MakeRoom } from './database/room.ts';
export { backgroundTask, nextTask, Slices } from './collection/slices.ts';
export type { ChunkLog, Durability } from './log/chunk-log.ts';
export type { DiskIndex } from './disk-index/disk-index.ts';
export { IdsByValue } from './collection/ids-by-value.ts';
export type { Listing } from './collection/listing.ts';
export type { ChunklogInternals } from './rx/storage-instance.ts';
