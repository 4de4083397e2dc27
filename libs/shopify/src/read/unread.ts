import { idOfGid } from '@tidemark/schema';
import { z } from 'zod';
import type { Unread } from '../shopify.ts';

/** How much of Shopify's answer is kept, in characters. */
const mostKept = 4000;
const longestReason = 300;
const longestName = 80;

/** Says what is wrong with an answer of another shape, or one that could not be translated. */
export function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return issue ? `${issue.path.join('.')}: ${issue.message}` : 'another shape';
  }
  return error instanceof Error ? error.message : String(error);
}

/** The stand-in for an unreadable thing. `known` adds what is known besides its own content. */
export function unreadOf(raw: unknown, reason: string, known: { id?: string; name?: string } = {}): Unread {
  const { id, updatedAt, createdAt } = fieldsOf(raw);
  const named = known.name ? `“${known.name.slice(0, longestName)}”: ${reason}` : reason;
  return {
    id: known.id ?? shortId(id) ?? '',
    updatedAt: timeOf(updatedAt),
    createdAt: timeOf(createdAt),
    reason: named.slice(0, longestReason),
    body: (JSON.stringify(raw) ?? '').slice(0, mostKept),
  };
}

/** A field of an unparsed answer, if it is text. */
export function textIn(raw: unknown, field: string): string | undefined {
  const value = fieldsOf(raw)[field];
  return typeof value === 'string' ? value : undefined;
}

export function fieldsOf(raw: unknown): Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
}

/** The id within a gid; undefined if it is not a gid. */
export function shortId(gid: unknown): string | undefined {
  try {
    return typeof gid === 'string' ? idOfGid(gid) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function timeOf(value: unknown): number | undefined {
  return typeof value === 'string' ? Date.parse(value) || undefined : undefined;
}
