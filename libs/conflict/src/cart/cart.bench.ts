/** Growth of a parked cart over edits by three tills, and the time of a merge, compared with parsing the same text. */
import { aCart } from '@tidemark/schema/testing';
import { aSoldItem, tillName } from '../testing.ts';
import { editCart, type CartEdit } from './edit-cart.ts';
import { mergeCarts } from './merge-carts.ts';

const lines = 20;

function edit(n: number): CartEdit {
  const lineId = String(101 + (n % lines));
  if (n % 10 === 9) return { do: 'note', note: `note ${n}` };
  if (n % 4 === 3) return { do: 'remove', lineId, units: 1 };
  return { do: 'add', lineId, item: aSoldItem({ variantId: lineId }), units: 1 };
}

for (const edits of [100, 1_000, 3_000, 10_000]) {
  let cart = aCart();
  const editing = performance.now();
  for (let n = 0; n < edits; n++) cart = editCart(cart, edit(n), tillName(n % 3), 1_760_000_000_000 + n);
  const perEdit = (performance.now() - editing) / edits;

  const left = editCart(cart, edit(1), tillName(0), 1_770_000_000_000);
  const right = editCart(cart, edit(2), tillName(1), 1_770_000_000_000);
  const text = JSON.stringify(left);
  const merge = timed(() => mergeCarts(left, right));
  const parse = timed(() => JSON.parse(text) as unknown);
  console.log(
    `after ${edits} edits: ${(text.length / 1024).toFixed(1)} KB, ${perEdit.toFixed(3)} ms an edit, ` +
      `${merge.toFixed(3)} ms a merge (${(merge / parse).toFixed(1)} × parsing it)`,
  );
}

function timed(run: () => unknown): number {
  for (let warm = 0; warm < 200; warm++) run();
  const start = performance.now();
  for (let n = 0; n < 500; n++) run();
  return (performance.now() - start) / 500;
}
