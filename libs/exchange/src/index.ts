export type { AuditReport, AuditedCollection } from './audit.ts';
export * from './ingest.ts';
export { openIngest } from './open.ts';
export { openSubmit, type SubmitOptions } from './submit/open-submit.ts';
export * from './submit/submit.ts';
