import type { BulkWriteRow, EventBulk, RxDocumentData, RxStorageChangeEvent } from 'rxdb';

/** A document as storages hold it. The collection decides its fields. */
export type Doc = RxDocumentData<Readonly<Record<string, unknown>>>;

export type Row = BulkWriteRow<Readonly<Record<string, unknown>>>;

/** How far a reader of changes has come, in RxDB's words. */
export type RxCheckpoint = { readonly id: string; readonly lwt: number };

export type Events = EventBulk<RxStorageChangeEvent<Doc>, RxCheckpoint>;
