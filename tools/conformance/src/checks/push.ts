import type { refusalsOf } from '@tidemark/protocol';
import type { Cart } from '@tidemark/schema';
import { must, mustEqual } from '../broken.ts';
import type { Bench, Check } from '../check.ts';
import { EventStream } from '../event-stream.ts';
import { aParkedCart, aSaleByHand, stampOf } from '../writings.ts';

const row = (document: object, assumed?: object) => ({
  newDocumentState: { ...document, _deleted: false },
  ...(assumed ? { assumedMasterState: { ...assumed, _deleted: false } } : {}),
});

async function storedCart({ client }: Bench, id: string) {
  return (await client.documents('carts', [id])).documents[0] as (Cart & { rev: string }) | undefined;
}

function refusalCodeOf(outcomes: Parameters<typeof refusalsOf>[0]['outcomes'], index: number) {
  const outcome = outcomes[index];
  return outcome?.outcome === 'refused' ? outcome.code : outcome?.outcome;
}

export const pushChecks: readonly Check[] = [
  {
    id: 'C-W1',
    rule: 'A collection that is the shop’s is refused row by row, as not-writable.',
    async run({ client }) {
      const outcomes = await client.push('products', [
        row({ id: 'conformance-a' }),
        row({ id: 'conformance-b' }),
      ]);
      mustEqual(
        outcomes.map((_, n) => refusalCodeOf([...outcomes], n)),
        ['not-writable', 'not-writable'],
        'the outcomes of a push of products',
      );
    },
  },
  {
    id: 'C-W2',
    rule: 'Refused rows are named with a code, in the rows’ order, and nothing of them is stored.',
    async run(bench) {
      const cart = aParkedCart(bench);
      const rows = [
        row({ ...cart, shop: 'another-shop.myshopify.com' }),
        row({ ...cart, lines: 'none' }),
        { newDocumentState: { id: cart.id, _deleted: true } },
      ];
      const outcomes = [...(await bench.client.push('carts', rows))];
      mustEqual(
        rows.map((_, n) => refusalCodeOf(outcomes, n)),
        ['another-shop', 'does-not-fit', 'not-deletable'],
        'the outcomes of three carts that cannot be stored',
      );
      must(
        outcomes.every(each => each.id === cart.id),
        'an outcome names another id than its row',
      );
      must((await storedCart(bench, cart.id)) === undefined, 'a refused cart is stored');
    },
  },
  {
    id: 'C-W3',
    rule: 'What is answered as accepted is stored: by id, by a pull from before, and in the digest.',
    needs: ['write'],
    async run(bench) {
      const replica = await bench.freshReplica('carts');
      const cart = aParkedCart(bench);
      const [outcome] = await bench.client.push('carts', [row(cart)]);
      mustEqual(outcome, { outcome: 'accepted', id: cart.id }, 'a new cart');
      const stored = await storedCart(bench, cart.id);
      must(stored !== undefined, `carts/${cart.id} was answered as accepted, and is not there`);
      mustEqual({ ...stored, rev: '' }, { ...cart, rev: '', _deleted: false }, 'the stored cart');
      const pulled = (await replica.pull(bench.client, 50)).filter(each => each.id === cart.id);
      mustEqual(pulled, [stored], 'what the next pull brings of it');
    },
  },
  {
    id: 'C-W4',
    rule: 'The same row pushed twice, as after a lost answer, has the same outcome and changes nothing.',
    needs: ['write'],
    async run(bench) {
      const cart = aParkedCart(bench);
      const first = await bench.client.push('carts', [row(cart)]);
      const once = await storedCart(bench, cart.id);
      const { checkpoint } = await bench.client.digest('carts');
      const second = await bench.client.push('carts', [row(cart)]);
      mustEqual(second, first, 'the second answer');
      must(once !== undefined, `carts/${cart.id} was answered as accepted, and is not there`);
      mustEqual(await storedCart(bench, cart.id), once, 'the stored cart');
      const again = await bench.client.pull('carts', checkpoint, 50);
      must(!again.documents.some(each => each.id === cart.id), 'a repeated row was stored as a change');
    },
  },
  {
    id: 'C-W5',
    rule: 'Where the server’s document says more, the answer is a conflict with it: the merge of both; pushed, it is accepted.',
    needs: ['write'],
    async run(bench) {
      const cart = aParkedCart(bench);
      await bench.client.push('carts', [row(cart)]);
      const named = { ...cart, name: { value: 'One', stamp: stampOf(bench, 1) } };
      const noted = { ...cart, note: { value: 'Two', stamp: stampOf(bench, 2) } };
      await bench.client.push('carts', [row(named, cart)]);
      const [outcome] = await bench.client.push('carts', [row(noted, cart)]);
      must(
        outcome?.outcome === 'conflict',
        `an edit of an older copy was answered ${outcome?.outcome}, not conflict`,
      );
      const { rev: _rev, ...master } = outcome.document as unknown as Cart;
      const merged = { ...named, note: noted.note, _deleted: false };
      mustEqual(master, merged, 'the document of the conflict');
      const [settled] = await bench.client.push('carts', [row(merged, outcome.document)]);
      must(settled?.outcome === 'accepted', `the merge itself was answered ${settled?.outcome}`);
    },
  },
  {
    id: 'C-W6',
    rule: 'A refused row does not keep the others of its batch from being stored.',
    needs: ['write'],
    async run(bench) {
      const [good, other] = [aParkedCart(bench), aParkedCart(bench)];
      const rows = [row({ ...other, currency: 'money' }), row(good)];
      const outcomes = [...(await bench.client.push('carts', rows))];
      mustEqual(
        rows.map((_, n) => refusalCodeOf(outcomes, n)),
        ['does-not-fit', 'accepted'],
        'the outcomes of a broken row and a good one',
      );
      must((await storedCart(bench, good.id)) !== undefined, 'the good row is not stored');
      must((await storedCart(bench, other.id)) === undefined, 'the broken row is stored');
    },
  },
  {
    id: 'C-W7',
    rule: 'What a till wrote is told on the stream, and changes the tag of the heads.',
    needs: ['write'],
    async run(bench) {
      const before = (await bench.client.ask('/api/replication/heads')).headers.get('etag') ?? '';
      using stream = await EventStream.open(bench.client);
      await stream.wait(each => each.type === 'promise-heads', bench.patienceMs, 'its beginning');
      const cart = aParkedCart(bench);
      await bench.client.push('carts', [row(cart)]);
      await stream.wait(
        each => each.type === 'written' && each.documents.some(one => one.id === cart.id),
        bench.patienceMs,
        `carts/${cart.id}`,
      );
      const after = await bench.client.ask('/api/replication/heads', {
        headers: { 'if-none-match': before },
      });
      must(after.status === 200, `heads after a push were answered ${after.status}`);
    },
  },
  {
    id: 'C-W8',
    rule: 'A sale is written once: repeated it is one sale, changed it is refused as written-once.',
    needs: ['write-sale'],
    async run(bench) {
      const sale = aSaleByHand(bench);
      const [first] = await bench.client.push('sales', [row(sale)]);
      must(
        first?.outcome === 'conflict',
        `a new sale was answered ${first?.outcome}, not with its submission`,
      );
      const [again] = await bench.client.push('sales', [row(sale)]);
      must(again?.outcome === 'conflict', `the same sale was answered ${again?.outcome}`);
      const changed = [...(await bench.client.push('sales', [row({ ...sale, note: 'changed' })]))];
      mustEqual(refusalCodeOf(changed, 0), 'written-once', 'a changed sale');
      const { documents } = await bench.client.documents('sales', [sale.id]);
      mustEqual(documents.length, 1, 'how many sales are stored');
    },
  },
];
