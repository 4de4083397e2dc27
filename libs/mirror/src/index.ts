export * from './mirror.ts';
export { openSqliteMirror, type MirrorStore } from './open.ts';
