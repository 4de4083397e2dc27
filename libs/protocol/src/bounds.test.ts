import { expect, test } from 'vitest';
import * as protocol from './index.ts';
import { z } from './zod.ts';

const requests = Object.entries(protocol).filter(([name]) => name.endsWith('RequestSchema'));

/** The paths at which a message does not limit a text or a list. */
function boundless(schema: unknown, path: string): string[] {
  if (Array.isArray(schema)) return schema.flatMap((each, n) => boundless(each, `${path}/${n}`));
  if (typeof schema !== 'object' || schema === null) return [];
  const within = Object.entries(schema).flatMap(([key, each]) => boundless(each, `${path}/${key}`));
  const { type, maxLength, maxItems, ...others } = schema as Record<string, unknown>;
  const isOpen =
    (type === 'array' && maxItems === undefined) ||
    (type === 'string' && maxLength === undefined && !('enum' in others) && !('const' in others));
  return isOpen ? [path, ...within] : within;
}

test.each(requests)('[P15] every text and list of %s has a bound', (name, schema) => {
  const shape = z.toJSONSchema(schema as z.ZodMiniType, { io: 'input', unrepresentable: 'any' });

  expect(boundless(shape, name)).toEqual([]);
});

test('[P15] a walk finds what has no bound', () => {
  const shape = z.toJSONSchema(
    z.object({ a: z.optional(z.string()), b: z.array(z.string().check(z.maxLength(3))) }),
  );

  expect(boundless(shape, '')).toEqual(['/properties/a', '/properties/b']);
});
