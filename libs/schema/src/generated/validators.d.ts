import type { CollectionName } from '../collections.ts';
import type { RecordName } from '../records.ts';

export declare const validators: Record<CollectionName | RecordName, (document: unknown) => boolean>;
