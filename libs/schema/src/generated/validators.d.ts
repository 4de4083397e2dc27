import type { CollectionName } from '../collections.ts';

interface Validator {
  (document: unknown): boolean;
  errors?: readonly { instancePath: string; keyword: string; message?: string }[] | null;
}

export declare const validators: Record<CollectionName, Validator>;
