/** A process of tills for the benchmark of pushes: it stands in for forty machines beside the server. */
import { protocolHeader, protocolVersion } from '@tidemark/protocol';
import { aSale, anUnpricedLine } from '@tidemark/schema/testing';

/** Each of these tills pushes `pushes` times, `rows` sales at a time, the next when the one before is answered. */
export interface TillsOrder {
  readonly origin: string;
  readonly shop: string;
  readonly tills: readonly { readonly id: string; readonly token: string }[];
  readonly pushes: number;
  readonly rows: number;
}

/** Sent when every push is answered. */
export interface TillsWord {
  readonly sales: number;
  readonly ms: number;
}

if (process.send !== undefined)
  process.on('message', (order: TillsOrder) => {
    void run(order).then(word => process.send?.(word));
  });

async function run(order: TillsOrder): Promise<TillsWord> {
  // Bodies are built before the clock starts.
  const bodies = order.tills.map(({ id }) =>
    Array.from({ length: order.pushes }, () => {
      const sales = salesOf(order.shop, id, order.rows);
      return JSON.stringify({
        rows: sales.map(each => ({ newDocumentState: { ...each, _deleted: false } })),
      });
    }),
  );
  const startedAt = performance.now();
  await Promise.all(
    order.tills.map(async ({ token }, till) => {
      for (const body of bodies[till] ?? []) await push(order, token, body);
    }),
  );
  return { sales: order.tills.length * order.pushes * order.rows, ms: performance.now() - startedAt };
}

async function push({ origin, rows }: TillsOrder, token: string, body: string): Promise<void> {
  const response = await fetch(`${origin}/api/replication/sales/push`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      [protocolHeader]: String(protocolVersion),
    },
    body,
  });
  const { outcomes } = (await response.json()) as { outcomes?: { outcome: string }[] };
  if (outcomes?.length !== rows || outcomes.some(each => each.outcome !== 'conflict'))
    throw new Error('not everything was stored');
}

let made = 0;

export function salesOf(shop: string, tillId: string, count: number): object[] {
  return Array.from({ length: count }, () => {
    const number = String(++made).padStart(8, '0');
    const lines = [1, 2, 3].map(line =>
      anUnpricedLine({ id: `line-${line}`, variantId: String(made % 500) }),
    );
    return aSale({ id: `sale-${number}`, shop, tillId, receiptNumber: `B-${number}` }, lines);
  });
}
