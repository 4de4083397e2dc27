export * from './ingest.ts';
export { openIngest, type IngestOptions } from './open.ts';
