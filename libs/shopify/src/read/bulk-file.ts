import { setImmediate as nextTurn } from 'node:timers/promises';
import { idOfGid, type DocumentOf } from '@tidemark/schema';
import { resources } from '../resources/index.ts';
import type { BulkRoot } from '../resources/resource.ts';
import { readBulkLevel } from './read-nodes.ts';
import * as shapes from './shapes.ts';
import { isUnread, type BulkItem, type LevelRead, type ResourceKind, type Unread } from '../shopify.ts';
import { reasonOf } from './unread.ts';

interface Family<D> {
  root: BulkRoot<D> | undefined;
  readonly children: object[];
  /** Why one of its children cannot be read. */
  trouble: string | undefined;
}

/**
 * The things of a bulk file. If a thing gives the number of its children, they may be anywhere: it waits for that many,
 * and a thing still incomplete at the end is a defect. If not, they come right after it. What cannot be read affects
 * only itself ([G6]).
 */
export async function* bulkItems<K extends ResourceKind>(
  kind: K,
  lines: AsyncIterable<string>,
  digits: number,
): AsyncGenerator<BulkItem<DocumentOf[K]>> {
  const { parseLine, grouped } = resources[kind];
  const families = new Map<string, Family<DocumentOf[K]>>();
  let line = 0;
  for await (const text of lines) {
    line++;
    let done: Family<DocumentOf[K]> | undefined;
    try {
      const parsed = parseLine(objectOf(text));
      const gid = 'gid' in parsed ? parsed.gid : parsed.parentGid;
      if (grouped && 'gid' in parsed) done = takeOnly(families);
      const family = families.get(gid) ?? { root: undefined, children: [], trouble: undefined };
      families.set(gid, family);
      if ('gid' in parsed) family.root = parsed as BulkRoot<DocumentOf[K]>;
      else {
        family.children.push(parsed.child);
        family.trouble ??= parsed.trouble;
      }
      if (family.root?.expected === family.children.length) {
        families.delete(gid);
        done = family;
      }
    } catch (error) {
      yield defect(line, error);
    }
    if (done) yield itemOf(done, digits, line);
  }
  for (const [gid, family] of families) {
    if (family.root && (grouped || family.root.isUnread)) yield itemOf(family, digits, line);
    else yield defect(line, incomplete(gid, family));
  }
}

/** The stock levels of a bulk file; each line is complete by itself. */
export async function* bulkLevels(lines: AsyncIterable<string>): AsyncGenerator<BulkItem<never, LevelRead>> {
  let line = 0;
  for await (const text of lines) {
    line++;
    try {
      const row = objectOf(text);
      if ('__parentId' in row) yield asItem(readBulkLevel(row));
      else shapes.bulkItemLine.parse(row);
    } catch (error) {
      yield defect(line, error);
    }
  }
}

function itemOf<D>({ root, children, trouble }: Family<D>, digits: number, line: number): BulkItem<D> {
  if (!root) return defect(line, new RangeError('children without their parent'));
  return asItem(root.complete(children, digits, trouble));
}

function asItem<R extends object>(read: R | Unread): BulkItem<never, R> {
  return isUnread(read) ? { kind: 'unread', unread: read } : { kind: 'read', read };
}

/** In a grouped file a new thing ends the one before it. */
function takeOnly<D>(families: Map<string, Family<D>>): Family<D> | undefined {
  const [first] = families;
  if (!first) return undefined;
  families.delete(first[0]);
  return first[1];
}

function incomplete<D>(gid: string, { root, children }: Family<D>): Error {
  return new RangeError(
    root
      ? `${idOfGid(gid)} has ${children.length} of ${root.expected} children`
      : `children of ${gid} without their parent`,
  );
}

function objectOf(text: string): object {
  const row: unknown = JSON.parse(text);
  if (typeof row !== 'object' || row === null) throw new RangeError('not an object');
  return row;
}

function defect(line: number, error: unknown): { kind: 'defect'; line: number; reason: string } {
  return {
    kind: 'defect',
    line,
    reason: reasonOf(error).slice(0, 200),
  };
}

/** The longest that consecutive lines may hold the event loop. */
const turnMs = 4;

/**
 * Splits a byte stream into lines; the last need not end with a newline. However many arrive at once, other work runs
 * in between.
 */
export async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let turnBegan = performance.now();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') yield line;
      if (performance.now() - turnBegan < turnMs) continue;
      await nextTurn();
      turnBegan = performance.now();
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
