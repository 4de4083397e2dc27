import { fc, test } from '@fast-check/vitest';
import { anInventoryLevel, aProduct } from '@tidemark/schema/testing';
import { expect } from 'vitest';
import { judge, judgeRetired, judgeSeenGone, type StoredState } from '../rules/decide.ts';
import type { Change } from '../contract/mirror.ts';
import { openMemoryMirror } from '../testing.ts';

const shop = 'a.myshopify.com';

/** A document at one moment of its life, as a read that began then shows it. */
interface Moment {
  readonly title: string;
  /** Whole seconds: several states share one. */
  readonly updatedAt: number;
  readonly isShown: boolean;
}

/**
 * A life: edited, hidden (out of its window, no longer stocked) and shown again, in any order, even within a second.
 */
const life = fc
  .array(fc.record({ what: fc.constantFrom('edit', 'hide', 'show'), seconds: fc.nat({ max: 1 }) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map(steps => {
    const moments: Moment[] = [{ title: 'v0', updatedAt: 1000, isShown: true }];
    for (const [n, { what, seconds }] of steps.entries()) {
      const last = moments.at(-1)!;
      const isShown = what === 'show' || (what === 'edit' && last.isShown);
      const title = what === 'edit' ? `v${n + 1}` : last.title;
      moments.push({ title, isShown, updatedAt: last.updatedAt + (what === 'edit' ? seconds : 0) });
    }
    return moments;
  });

/** Reads arrive in any order, repeated and late; the very first and the very last do arrive. */
const arrivals = fc.array(fc.nat(), { maxLength: 12 });

const kinds = {
  products: (moment: Moment, readAt: number): Change =>
    moment.isShown
      ? {
          kind: 'present',
          document: aProduct({ id: '1', title: moment.title }),
          scope: '',
          sourceUpdatedAt: moment.updatedAt,
          readAt,
        }
      : { kind: 'retired', id: '1', scope: '', readAt },
  // A level that its location no longer stocks is shown as one, with its own time.
  inventoryLevels: (moment: Moment, readAt: number): Change =>
    moment.isShown
      ? {
          kind: 'present',
          document: anInventoryLevel({
            id: '9@5',
            locationId: '5',
            available: Number(moment.title.slice(1)),
          }),
          scope: '5',
          sourceUpdatedAt: moment.updatedAt,
          readAt,
        }
      : { kind: 'gone', id: '9@5', scope: '5', sourceUpdatedAt: moment.updatedAt, readAt },
} as const;

test.prop([fc.constantFrom('products', 'inventoryLevels'), life, arrivals], { numRuns: 150 })(
  '[M3] [M15] whatever order reads arrive in, the mirror ends with what the last of them showed',
  async (collection, moments, picks) => {
    await using store = await openMemoryMirror();
    const last = moments.length - 1;
    const order = [0, ...picks.slice(0, 6), last, ...picks.slice(6)].map(pick => pick % moments.length);
    for (const n of order) {
      const change = kinds[collection](moments[n]!, 10 * (n + 1));
      await store.mirror.commit(shop, collection, [change]);
    }

    const scope = collection === 'products' ? '' : '5';
    const { documents } = await store.mirror.changesAfter(shop, collection, scope, undefined, 10);
    const [stored] = documents.map(
      text => JSON.parse(text) as { title?: string; available?: number; _deleted: boolean },
    );
    expect(stored?._deleted).toBe(!moments[last]!.isShown);
    if (moments[last]!.isShown) expect(stored?.title ?? `v${stored?.available}`).toBe(moments[last]!.title);
  },
);

const state = fc.record({
  deleted: fc.boolean(),
  sourceUpdatedAt: fc.nat({ max: 3 }),
  readAt: fc.nat({ max: 9 }),
  rev: fc.constantFrom('a', 'b'),
});

test.prop([state, state, fc.boolean()])(
  '[M3] [M15] nothing that was read takes away, or replaces, what a later read showed; Shopify’s own word may',
  (stored: StoredState, incoming: StoredState, comesAndGoes) => {
    const isEarlier = incoming.readAt < stored.readAt;
    const isNewerInShopify = incoming.sourceUpdatedAt > stored.sourceUpdatedAt;
    if (judgeRetired(stored, incoming.readAt) !== 'stale') expect(isEarlier).toBe(false);
    if (judgeSeenGone(stored, { ...incoming, deleted: true }) !== 'stale') expect(isEarlier).toBe(false);

    const isWordOfDeletion = incoming.deleted && !comesAndGoes;
    if (judge(stored, incoming, { comesAndGoes }) === 'changed' && isEarlier)
      expect(isNewerInShopify || isWordOfDeletion).toBe(true);
  },
);

test.prop([life, fc.nat(), arrivals], { numRuns: 60 })(
  '[M5] quarantine ends with what the last of the reads said: those that could be read and those that could not',
  async (moments, broken, picks) => {
    await using store = await openMemoryMirror();
    const last = moments.length - 1;
    // At some moments Shopify's answer is unreadable. The document was stored before: one that never was leaves no
    // trace.
    const isBroken = (n: number) => n > 0 && ((broken >> n) & 1) === 1;
    const order = [0, ...picks.slice(0, 6), last, ...picks.slice(6)].map(pick => pick % moments.length);
    for (const n of order) {
      const readAt = 10 * (n + 1);
      const moment = moments[n]!;
      const change: Change =
        isBroken(n) && moment.isShown
          ? {
              ...{ kind: 'unreadable', id: '1', scope: '', sourceUpdatedAt: moment.updatedAt, readAt },
              ...{ createdAt: undefined, defect: 'odd', body: '{}' },
            }
          : kinds.products(moment, readAt);
      await store.mirror.commit(shop, 'products', [change]);
    }

    const isOdd = isBroken(last) && moments[last]!.isShown;
    expect(await store.mirror.quarantineCount(shop)).toBe(isOdd ? 1 : 0);
  },
);
