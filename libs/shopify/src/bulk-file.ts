import { idOfGid } from '@tidemark/schema';
import type { z } from 'zod';
import * as shapes from './shapes.ts';
import type { BulkItem, BulkKind } from './shopify.ts';
import { toLevel, toProduct } from './translate.ts';

interface Family {
  head: z.infer<typeof shapes.productHead> | undefined;
  readonly variants: z.infer<typeof shapes.variant>[];
}

/**
 * The items of a bulk file. Children need not follow their parents, so a product waits for as many variants as it says
 * it has; what is still incomplete at the end is a defect.
 */
export async function* bulkItems(
  kind: BulkKind,
  lines: AsyncIterable<string>,
  digits: number,
): AsyncGenerator<BulkItem> {
  const families = new Map<string, Family>();
  let line = 0;
  for await (const text of lines) {
    line++;
    try {
      const row: unknown = JSON.parse(text);
      const item = kind === 'products' ? productOf(row, families, digits) : levelOf(row);
      if (item) yield item;
    } catch (error) {
      yield {
        kind: 'defect',
        line,
        reason: error instanceof Error ? error.message.slice(0, 200) : String(error),
      };
    }
  }
  for (const [gid, { head, variants }] of families) {
    const reason = head
      ? `product ${idOfGid(gid)} has ${variants.length} of ${head.variantsCount?.count} variants`
      : `variants of ${gid} without their product`;
    yield { kind: 'defect', line, reason };
  }
}

function productOf(row: unknown, families: Map<string, Family>, digits: number): BulkItem | undefined {
  const isChild = typeof row === 'object' && row !== null && '__parentId' in row;
  const gid = isChild ? shapes.bulkVariantLine.parse(row).__parentId : shapes.bulkProductLine.parse(row).id;
  const family = families.get(gid) ?? { head: undefined, variants: [] };
  families.set(gid, family);
  if (isChild) family.variants.push(shapes.bulkVariantLine.parse(row));
  else family.head = shapes.bulkProductLine.parse(row);
  if (!family.head || family.variants.length !== family.head.variantsCount?.count) return undefined;
  families.delete(gid);
  return { kind: 'product', read: toProduct(family.head, family.variants, digits) };
}

function levelOf(row: unknown): BulkItem | undefined {
  if (typeof row !== 'object' || row === null || !('__parentId' in row)) {
    shapes.bulkItemLine.parse(row);
    return undefined;
  }
  return { kind: 'inventoryLevel', read: toLevel(shapes.bulkLevelLine.parse(row)) };
}

/** A byte stream as lines; the last need not end. */
export async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield line;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
