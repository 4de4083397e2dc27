export type { AuditReport, AuditedCollection } from './audit.ts';
export * from './ingest.ts';
export { openIngest, type IngestOptions } from './open.ts';
