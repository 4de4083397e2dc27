import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentsIn } from './chunk.ts';
import { encodeDocuments, sizeOf } from './encode.ts';
import type { Doc } from '../collection/document.ts';

const write = { collection: 'products|0', seq: 1, context: '', garbage: 0 };

test('[L14] whatever is written is read again, of characters that take a byte', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constant('\ud800'),
  );
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1 }), texts => {
      const documents = texts.map((text, n) => ({ id: String(n), [text]: text }) as unknown as Doc);

      const chunks = [...encodeDocuments(write, documents)];

      expect(chunks.flatMap(documentsIn)).toEqual(documents);
      for (const { body } of chunks) expect(body).toMatch(/^[\x00-\xff]*$/);
      const sizes = documents.reduce((sum, each) => sum + sizeOf(each), 0);
      expect(chunks.reduce((sum, { body }) => sum + body.length, 0)).toBe(sizes + chunks.length);
    }),
  );
});
