export { backupFolder, backupsIn, freeBackup } from './backup/backup-files.ts';
export * from './contract/connections.ts';
export * from './contract/journal.ts';
export * from './contract/mirror.ts';
export * from './contract/privacy.ts';
export * from './contract/register.ts';
export * from './contract/leases.ts';
export type { LimitOptions, NewLimiter } from './contract/limits.ts';
export { memoryLimiter } from './sqlite/limits.ts';
export * from './contract/questions.ts';
export type { MirrorStore, OwnedStore } from './contract/mirror-store.ts';
export { openSqliteMirror, type MirrorStoreOptions } from './sqlite/open.ts';
export { lookAtPostgres } from './postgres/look-at.ts';
export { openPostgresMirror, type PostgresMirrorOptions } from './postgres/open.ts';
export { lookAtMirror, type MirrorLook } from './sqlite/look-at.ts';
export * from './contract/records.ts';
export { type ChangePage, type Replicated, type ReplicatedName } from './contract/replicated.ts';
export {
  moveMirror,
  undoMove,
  type Engine,
  type MirrorPlaces,
  type MovedMirror,
  type MoveOptions,
} from './move/move-mirror.ts';
export type { MovedTable } from './move/copy-tables.ts';
export { restoreMirror, type Restored, type RestoreOptions } from './backup/restore.ts';
export { CopiedElsewhereError, StoreError, type StoreErrorKind } from './contract/store-error.ts';
export { keepPrivate, makePrivate } from './backup/private-files.ts';
export type { Upgrade } from './upgrade/upgrade.ts';
export { checkSecurityLog, type CheckedLog } from './security/security-files.ts';
export { SecurityLog, type SecurityState } from './security/security-log.ts';
export { tillMark, type SecurityEvent } from './security/security-event.ts';
