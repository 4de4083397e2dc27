export { backupFolder, backupName, backupsIn } from './backup-files.ts';
export * from './mirror.ts';
export { openSqliteMirror, type MirrorStore, type MirrorStoreOptions } from './open.ts';
export { restoreMirror, type Restored, type RestoreOptions } from './restore.ts';
export { StoreError, type StoreErrorKind } from './store-error.ts';
