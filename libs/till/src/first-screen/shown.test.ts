import { revOf } from '@tidemark/protocol';
import { aProduct, aVariant, someSettings } from '@tidemark/schema/testing';
import { Subject } from 'rxjs';
import { expect, test } from 'vitest';
import type { Cached } from '../caches/cache-record.ts';
import { Caches, type CacheEvent } from '../caches/caches.ts';
import { Shown } from './shown.ts';
import { memoryStorage } from '../testing.ts';

let databases = 0;

const titled = (title: string): Cached => {
  const product = aProduct({ id: '1', title });
  return { ...product, rev: revOf(product) };
};

test('[T35] what changed while it was being read into memory is shown', async () => {
  await using caches = await Caches.open(`shown${++databases}`, 1, memoryStorage(), false);
  await caches.write('products', [titled('Before')], []);
  const readFirst = caches.stored.bind(caches);
  caches.stored = async name => {
    const read = await readFirst(name);
    if (name === 'products') await caches.write('products', [titled('After')], []);
    return read;
  };
  using shown = new Shown();

  await shown.follow(caches, '1');

  expect(shown.catalogue.product('1')?.title).toBe('After');
});

test('[T39] what changed after it was found on the disk is shown as it is', async () => {
  await using caches = await Caches.open(`shown${++databases}`, 1, memoryStorage(), false);
  await caches.write('products', [titled('Before')], []);
  await caches.keepDiskIndex();
  using shown = new Shown();
  const following = shown.follow(caches, '1');

  const isKnown = await shown.bring(caches, async () => {
    const found = await caches.productsWithWords('before', 9);
    expect(found).toHaveLength(1);
    await caches.write('products', [titled('After')], []);
    return found;
  });

  expect(isKnown).toBe(true);
  expect(shown.catalogue.product('1')?.title).toBe('After');
  await following;
  expect(shown.catalogue.product('1')?.title).toBe('After');
});

test('[T39] what is found before everything was read can be sold: the settings came with it', async () => {
  await using caches = await Caches.open(`shown${++databases}`, 1, memoryStorage(), false);
  const settings = someSettings();
  await caches.write('settings', [{ ...settings, rev: revOf(settings) }], []);
  await caches.write('products', [titled('Found')], []);
  await caches.keepDiskIndex();
  using shown = new Shown();

  await shown.bring(caches, () => caches.productsWithWords('found', 9));

  expect(shown.catalogue.product('1')?.title).toBe('Found');
  await expect.poll(() => shown.settings$.value?.currency).toBe(settings.currency);
});

/** Caches that hold nothing, and tell these changes. */
function emptyCaches(changes$: Subject<readonly CacheEvent[]>): Caches {
  const nothing = async () => [];
  return {
    changes$,
    first: { at: () => undefined },
    stored: nothing,
    storedByIds: nothing,
  } as unknown as Caches;
}

test('[T35] what is read of caches that are not in use any more is not shown', async () => {
  await using old = await Caches.open(`shown${++databases}`, 1, memoryStorage(), false);
  await using next = await Caches.open(`shown${databases}`, 2, memoryStorage(), false);
  await old.write('products', [titled('Old')], []);
  await next.write('products', [titled('Next')], []);
  using shown = new Shown();
  await shown.follow(old, '1');

  const late = shown.loadCatalogue(old, '1');
  await Promise.all([late, shown.follow(next, '1')]);

  expect(shown.catalogue.product('1')?.title).toBe('Next');
});

test('[T35] what changes in the moment in which the last of many is shown is shown too', async () => {
  const changes$ = new Subject<readonly CacheEvent[]>();
  const caches = emptyCaches(changes$);
  using shown = new Shown();
  await shown.follow(caches, '1');
  const event = (id: string): CacheEvent => {
    const product = aProduct({ id });
    return { collection: 'products', id, document: { ...product, rev: revOf(product) } };
  };
  const set = shown.catalogue.set.bind(shown.catalogue);
  shown.catalogue.set = (collection, id, document) => {
    set(collection, id, document);
    if (id === 'p119') queueMicrotask(() => changes$.next([event('late')]));
  };

  changes$.next(Array.from({ length: 120 }, (_, n) => event(`p${n}`)));
  await shown.settled();
  await new Promise(resolve => setTimeout(resolve, 50));

  expect(shown.catalogue.size).toBe(121);
});

test('[T35] a code finds its product, as it is now, before the many that came with it are shown', async () => {
  const changes$ = new Subject<readonly CacheEvent[]>();
  const caches = emptyCaches(changes$);
  using shown = new Shown();
  await shown.follow(caches, '1');
  const event = (id: string, title: string): CacheEvent => {
    const product = aProduct({ id, title, variants: [aVariant({ id: `${id}01`, sku: `CODE-${id}` })] });
    return { collection: 'products', id, document: { ...product, rev: revOf(product) } };
  };
  changes$.next(Array.from({ length: 120 }, (_, n) => event(String(n), `Tile ${n}`)));
  changes$.next([event('119', 'Slate')]);
  const titles = () => shown.catalogue.find('CODE-119').map(({ product }) => product.title);
  expect(titles()).toEqual([]);

  shown.bringForward('code-119');

  expect(titles()).toEqual(['Slate']);
  expect(shown.isSettled).toBe(false);
  await shown.settled();
  expect(titles()).toEqual(['Slate']);
  expect(shown.catalogue.size).toBe(120);
});
