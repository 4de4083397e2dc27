import { draftIdOf } from '@tidemark/schema';
import { aProduct, aVariant } from '@tidemark/schema/testing';
import { expose, transferHandlers, wrap } from 'comlink';
import { filter, firstValueFrom, map } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Till } from '../api/till.ts';
import { because } from '../api/reason.ts';
import { aBrowser, aDraft, aShop, cash, openTestTill } from '../testing/test-tills.ts';
import { ConnectedTill, type Connection } from './connected-till.ts';
import { hosted } from './hosted-till.ts';
import { passOurValues } from './wire-values.ts';

passOurValues();

const after: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const act of after.splice(0).reverse()) await act();
});

const mug = aProduct({
  title: 'Blue Stoneware Mug',
  variants: [aVariant({ id: '101', barcode: '4012345678901', price: 1250, inventoryItemId: '9101' })],
});

/** Where a till may run: beside its page, or behind a channel, as in a worker. */
const ways = {
  'in the page': (till: Till): Reach => ({ till: hosted(till), close: () => undefined }),
  'behind a channel': (till: Till): Reach => {
    const { port1, port2 } = new MessageChannel();
    expose(hosted(till), port1);
    return { till: wrap(port2) as unknown as Connection['till'], close: () => port1.close() };
  },
};

interface Reach extends Pick<Connection, 'till'> {
  readonly close: () => void;
}

function aWorld(reach: (till: Till) => Reach) {
  const [server, browser] = [aShop(), aBrowser()];
  server.put('products', mug);
  const engines: Till[] = [];
  /** Why the next till cannot be opened. */
  const state: { failure: Error | undefined } = { failure: undefined };
  const connections: PromiseWithResolvers<void>[] = [];
  const open = async () => {
    const till = await ConnectedTill.open({
      connect: async () => {
        if (state.failure) throw state.failure;
        await engines.at(-1)?.[Symbol.asyncDispose]();
        const engine = await openTestTill(server, browser, { random: () => 0 });
        engines.push(engine);
        const { till, close } = reach(engine);
        const ended = Promise.withResolvers<void>();
        connections.push(ended);
        void ended.promise.then(close);
        return { till, ended: ended.promise, end: () => ended.resolve() };
      },
      now: () => Date.now(),
      pause: ms => new Promise(resolve => setTimeout(resolve, ms / 100)),
    });
    after.push(() => till[Symbol.asyncDispose]());
    return till;
  };
  return { server, engines, connections, open, state };
}

describe.each(Object.entries(ways))('[T83] a till %s', (_name, reach) => {
  test('shows cards, and again what changed', async () => {
    const { server, open } = aWorld(reach);
    const till = await open();
    await till.sync('manual');
    const query = { words: 'mug', from: 0, to: 10 };
    const first = await firstValueFrom(till.catalogue.listing$(query));
    expect(first).toMatchObject({ words: 'mug', total: 1, held: 1, isSimilar: false });
    expect(first.cards).toEqual([
      expect.objectContaining({ title: 'Blue Stoneware Mug', price: 1250, available: 10, stop: undefined }),
    ]);
    const later = firstValueFrom(
      till.catalogue.listing$(query).pipe(filter(({ cards }) => cards[0]?.available === 8)),
    );

    const result = await till.selling.sell(aDraft(2), cash(2500));

    expect(result).toMatchObject({ kind: 'sold', entry: { sale: { receiptNumber: 'A-000001' } } });
    expect((await later).cards).toHaveLength(1);
    expect(server.records.stored('sales').length).toBeLessThan(2);
  });

  test('answers what a cart on screen asks: variants, its sales, its customer', async () => {
    const { open } = aWorld(reach);
    const till = await open();
    await till.sync('manual');
    const [mug] = await till.catalogue.find('4012345678901');
    if (!mug) throw new Error('no mug');
    const wanted = [{ productId: mug.product.id, variantId: mug.variant.id }];
    const variants = await firstValueFrom(till.catalogue.variants$(wanted));
    expect(variants.get(mug.variant.id)).toMatchObject({ available: 10 });
    expect(
      await firstValueFrom(till.catalogue.variants$([{ productId: 'none', variantId: 'none' }])),
    ).toEqual(new Map());
    const nobody = await firstValueFrom(till.selling.customersById$(['gone']));
    expect(nobody.size).toBe(0);
    const added = await till.selling.addCustomer({ firstName: 'Ada' });
    const known = await firstValueFrom(till.selling.customersById$([added.id, 'gone']));
    expect(known.get(added.id)?.displayName).toBe('Ada');
    const saleId = crypto.randomUUID();
    const draft = { ...aDraft(1), saleId };
    expect(await firstValueFrom(till.selling.salesOf$([saleId]))).toEqual([]);
    expect(await till.selling.sell(draft, cash(1250))).toMatchObject({ kind: 'sold' });
    const sales = till.selling
      .salesOf$([saleId])
      .pipe(map(found => found.map(({ sale }) => draftIdOf(sale))));
    expect(await firstValueFrom(sales)).toEqual([saleId]);
  });

  test('knows codes at once, also of what came later', async () => {
    const { server, open } = aWorld(reach);
    const till = await open();
    await till.sync('manual');
    await expect.poll(() => till.catalogue.isCode('4012345678901')).toBe(true);
    expect(till.catalogue.isCode('9999999999994')).toBe(false);
    server.put(
      'products',
      aProduct({ id: '77', variants: [aVariant({ id: '771', barcode: '4006381333931' })] }),
    );
    await till.sync('manual');
    await expect.poll(() => till.catalogue.isCode('4006381333931')).toBe(true);
  });

  test('passes on why something failed', async () => {
    const { engines, open } = aWorld(reach);
    const till = await open();
    const [engine] = engines;
    if (!engine) throw new Error('no engine');
    engine.selling.exportUnsent = async () => {
      throw because(new Error('no room'), { code: 'storage-full' });
    };
    await expect(till.selling.exportUnsent('words')).rejects.toMatchObject({
      message: 'no room',
      reason: { code: 'storage-full' },
    });
  });

  test('ends what a signal ends, and tells the steps of what takes long', async () => {
    const { server, open } = aWorld(reach);
    const till = await open();
    await till.sync('manual');
    const stop = new AbortController();
    stop.abort();
    expect(await till.find('products', 'mug', {}, stop.signal)).toEqual({ kind: 'aborted' });
    server.bend = () => new Response('', { status: 503 });
    await till.signOut();
    const steps: unknown[] = [];
    await till.removeShop(step => steps.push(step));
    await expect.poll(() => steps.length).toBeGreaterThan(0);
  });

  test('is opened again where its worker ended: what was asked is refused, what is followed goes on', async () => {
    const { engines, connections, open } = aWorld(reach);
    const till = await open();
    await till.sync('manual');
    const [first] = engines;
    if (!first) throw new Error('no engine');
    first.check = () => new Promise(() => undefined);
    const unanswered = till.check();
    const refused = expect(unanswered).rejects.toMatchObject({ reason: { code: 'till-closed' } });
    const cards: number[] = [];
    const following = till.catalogue
      .listing$({ words: '', from: 0, to: 10 })
      .subscribe(({ cards: shown }) => cards.push(shown.length));
    await expect.poll(() => cards.at(-1)).toBe(1);

    connections[0]?.resolve();

    await refused;
    await expect.poll(() => engines.length).toBe(2);
    expect(await till.selling.sell(aDraft(1), cash(1250))).toMatchObject({ kind: 'sold' });
    const listed = await firstValueFrom(
      till.selling
        .sales$({ filter: 'all', words: '', chosen: '', from: 0, to: 10 })
        .pipe(filter(({ total }) => total > 0)),
    );
    expect(listed.counts.all).toBe(1);
    await expect.poll(() => cards.length).toBeGreaterThan(1);
    following.unsubscribe();
  });

  test('refuses what is asked while it cannot be opened again, with the reason, and answers once it can', async () => {
    const { connections, open, state } = aWorld(reach);
    const till = await open();
    state.failure = because(new Error('no room'), { code: 'storage-full' });
    connections[0]?.resolve();
    await connections[0]?.promise;

    await expect(till.check()).rejects.toMatchObject({ reason: { code: 'storage-full' } });
    state.failure = undefined;
    await expect
      .poll(() =>
        till.check().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });
});

test('[T83] what crosses is set up once, however many tills a page opens', () => {
  const before = transferHandlers.get('throw');
  passOurValues();
  expect(transferHandlers.get('throw')).toBe(before);
});
