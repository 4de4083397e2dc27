import type { CollectionName } from '../collections.ts';
import type { RecordName } from '../records.ts';

interface Validator {
  (document: unknown): boolean;
  errors?: readonly { instancePath: string; keyword: string; message?: string }[] | null;
}

export declare const validators: Record<CollectionName | RecordName, Validator>;
