import { getDefaultRevision, getDefaultRxDocumentMeta, type BulkWriteRow, type RxDocumentData } from 'rxdb';

/** Returns the write to a storage that puts these fields in place of what it held. */
export function rowAfter<T>(
  fields: T,
  before: RxDocumentData<T> | undefined,
  isDeleted = false,
): BulkWriteRow<T> {
  const document = {
    ...fields,
    _deleted: isDeleted,
    _attachments: {},
    _meta: before ? { ...before._meta } : getDefaultRxDocumentMeta(),
    _rev: before?._rev ?? getDefaultRevision(),
  } as RxDocumentData<T>;
  return before ? { previous: before, document } : { document };
}
