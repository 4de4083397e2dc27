/** A process of tills for the storm: each is connected by stream, and reports when it shows the price it waits for. */
import { memoryKeep, openMemoryTill } from '@tidemark/till/testing';
import type { Till } from '@tidemark/till';
import type { TillOrder, TillWord } from './storm-children.ts';

const tills: Till[] = [];
let ids: readonly string[] = [];

const say = (word: TillWord) => process.send?.(word);

process.on('message', (order: TillOrder) => {
  if (order.kind === 'open') void open(order.origin, order.count).then(() => say({ kind: 'ready' }));
  else if (order.kind === 'expect') void expectPrice(order.ids, order.price);
  else void check();
});

async function open(origin: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const till = await openMemoryTill({
      server: `http://till-${n}.invalid`,
      shop: 'tidemark-demo.myshopify.com',
      keep: memoryKeep(),
      fetch: (input, init) => fetch(String(input).replace(`http://till-${n}.invalid`, origin), init),
    });
    const signedIn = await till.signIn('demo', '1234');
    if (signedIn.kind !== 'signed-in') throw new Error(signedIn.message);
    const entry = await till.sync('manual');
    if (entry.outcome !== 'up-to-date') throw new Error(`${entry.outcome}: ${entry.detail}`);
    tills.push(till);
  }
}

/** Looks at each till until all products show the price. */
async function expectPrice(expected: readonly string[], price: number): Promise<void> {
  ids = expected;
  const waiting = new Set(tills.keys());
  while (waiting.size > 0) {
    for (const n of waiting) {
      const behind = ids.some(id => tills[n]?.catalogue.product(id)?.variants[0]?.price !== price);
      if (behind) continue;
      waiting.delete(n);
      say({ kind: 'converged', till: n, at: Date.now() });
    }
    await new Promise(resolve => setTimeout(resolve, 25));
  }
}

async function check(): Promise<void> {
  let repaired = 0;
  for (const till of tills) repaired += (await till.check()).repaired;
  say({ kind: 'checked', repaired });
}
