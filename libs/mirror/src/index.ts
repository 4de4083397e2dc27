export { backupFolder, backupName, backupsIn } from './backup-files.ts';
export * from './mirror.ts';
export { openSqliteMirror, type MirrorStore, type MirrorStoreOptions } from './open.ts';
export * from './promises.ts';
export { type ChangePage, type Replicated, type ReplicatedName } from './replicated.ts';
export { restoreMirror, type Restored, type RestoreOptions } from './restore.ts';
export { StoreError, type StoreErrorKind } from './store-error.ts';
export { keepPrivate, makePrivate } from './private-files.ts';
export type { Upgrade } from './upgrade.ts';
