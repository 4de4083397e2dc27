export type { AuditReport, AuditedCollection } from './audit/audit.ts';
export { Barrier } from './driver/barrier.ts';
export * from './driver/ingest.ts';
export type { CustomerRequest } from './privacy/customer-request.ts';
export type { IngestEvent } from './events.ts';
export { openIngest } from './driver/open.ts';
export { openSubmit, type SubmitOptions } from './submit/open-submit.ts';
export * from './submit/submit.ts';
