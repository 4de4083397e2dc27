export {
  connectTidemark,
  type ConnectOptions,
  type ConnectionState,
  type SignIn,
  type SyncResult,
  type TidemarkConnection,
} from './connection.ts';
export { ReplicationError, type ReplicationErrorCode } from './errors.ts';
export type { RefusedRow } from './push.ts';
export { replicateTidemark, type ReplicateOptions, type TidemarkReplication } from './replicate.ts';
export {
  tidemarkCollection,
  tidemarkCollections,
  type DocumentFor,
  type ReplicatedName,
} from './collections.ts';
export type { PlaceCheckpoint } from './place.ts';
export type { Verified } from './verify.ts';
