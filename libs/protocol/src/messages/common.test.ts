import { fc, test as prop } from '@fast-check/vitest';
import { expect } from 'vitest';
import { z } from '../zod.ts';
import { wireDocumentSchema, wireDocumentsSchema } from './common.ts';

const anything = fc.oneof(fc.anything(), fc.constantFrom('', 'x', true));
const almostDocument = fc.oneof(
  fc.record({ id: fc.string(), rev: fc.string(), _deleted: fc.boolean(), title: anything }),
  fc.record({ id: anything, rev: anything, _deleted: anything }, { requiredKeys: [] }),
  anything,
);

prop.prop([fc.oneof(fc.array(almostDocument, { maxLength: 3 }), anything)])(
  '[P14] documents of a page are what each by itself would be, and the very ones that came',
  documents => {
    const oneByOne = z.array(wireDocumentSchema).safeParse(documents);
    const together = wireDocumentsSchema.safeParse(documents);

    expect(together.success).toBe(oneByOne.success);
    if (together.success) expect(together.data).toBe(documents);
  },
);
