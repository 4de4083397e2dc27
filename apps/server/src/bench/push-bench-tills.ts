/** A process of tills for the benchmark of pushes: it stands in for forty machines beside the server. */
import {
  formatPushSignature,
  makeKeyPair,
  pushText,
  seal,
  sha256Of,
  signatureHeader,
  tillKeyOf,
  type PublicKey,
  type TillKey,
} from '@tidemark/journal';
import { protocolHeader, protocolVersion } from '@tidemark/protocol';
import type { Sale } from '@tidemark/schema';
import { aSale, anUnpricedLine } from '@tidemark/schema/testing';

/** Each of these tills pushes `pushes` times, `rows` sales at a time, the next when the one before is answered. */
export interface TillsOrder {
  readonly origin: string;
  readonly shop: string;
  /** A till without a token signs: its pushes, and each sale. */
  readonly tills: readonly { readonly id: string; readonly token?: string }[];
  readonly pushes: number;
  readonly rows: number;
}

/** The public keys of the tills with these ids are wanted. */
export interface KeysOrder {
  readonly keysOf: readonly string[];
}

/** Sent when every push is answered. */
export interface TillsWord {
  readonly sales: number;
  readonly ms: number;
}

/** Sent in answer to a `KeysOrder`, in its order. */
export interface KeysWord {
  readonly keys: readonly PublicKey[];
}

const path = '/api/replication/sales/push';
const keys = new Map<string, TillKey>();
let made = 0;

if (process.send !== undefined)
  process.on('message', (order: TillsOrder | KeysOrder) => {
    const done: Promise<TillsWord | KeysWord> =
      'keysOf' in order ? makeKeys(order.keysOf).then(made => ({ keys: made })) : run(order);
    void done.then(word => process.send?.(word));
  });

async function makeKeys(ids: readonly string[]): Promise<PublicKey[]> {
  for (const id of ids) keys.set(id, await tillKeyOf(await makeKeyPair()));
  return [...keys.values()].map(each => each.publicKey);
}

interface Push {
  readonly headers: Record<string, string>;
  readonly body: string;
}

async function run(order: TillsOrder): Promise<TillsWord> {
  // Pushes are built and signed before the clock starts.
  const pushes = await Promise.all(
    order.tills.map(async ({ id, token }) => {
      const bodies: Push[] = [];
      for (let n = 0; n < order.pushes; n++)
        bodies.push(
          token === undefined
            ? await signedPush(keys.get(id) as TillKey, salesOf(order.shop, id, order.rows))
            : pushOf({ authorization: `Bearer ${token}` }, salesOf(order.shop, id, order.rows)),
        );
      return bodies;
    }),
  );
  const startedAt = performance.now();
  await Promise.all(
    pushes.map(async each => {
      for (const one of each) await push(order, one);
    }),
  );
  return { sales: order.tills.length * order.pushes * order.rows, ms: performance.now() - startedAt };
}

function pushOf(headers: Record<string, string>, sales: readonly object[]): Push {
  const rows = sales.map(each => ({ newDocumentState: { ...each, _deleted: false } }));
  return { headers, body: JSON.stringify({ rows }) };
}

async function signedPush(key: TillKey, sales: readonly Sale[]): Promise<Push> {
  const push = pushOf({}, await sealed(key, sales));
  const signature = formatPushSignature(key.id, await key.sign(pushText(path, push.body)));
  return { ...push, headers: { [signatureHeader]: signature } };
}

/** The sales as records of a series of their own. */
async function sealed(key: TillKey, sales: readonly Sale[]): Promise<object[]> {
  const records: Awaited<ReturnType<typeof seal>>[] = [];
  const series = seriesOf(made);
  for (const [index, { customerId, note, lines, ...sale }] of sales.entries()) {
    const details = {
      ...{ salt: 'A'.repeat(22), customerId: customerId ?? null, note: note ?? null, lineNotes: [] },
    };
    const bare = lines.map(({ note: _note, ...line }) => line);
    const entry = {
      kind: 'sale' as const,
      ...{ series, number: index + 1, draftId: sale.id, clockCorrection: 0 },
      previous: records.at(-1)?.journal.hash ?? null,
      ...(index === 0 && { opens: { before: { count: 0, digest: sha256Of('') }, last: null } }),
    };
    records.push(await seal({ ...sale, lines: bare, details, journal: entry }, key));
  }
  return records;
}

async function push({ origin, rows }: TillsOrder, { headers, body }: Push): Promise<void> {
  const response = await fetch(origin + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [protocolHeader]: String(protocolVersion),
      ...headers,
    },
    body,
  });
  const { outcomes } = (await response.json()) as { outcomes?: Outcome[] };
  const isStored = ({ outcome, document }: Outcome) =>
    outcome === 'conflict' && document?.flaws === undefined;
  if (outcomes?.length !== rows || !outcomes.every(isStored))
    throw new Error(`not everything was stored: ${JSON.stringify(outcomes?.[0])}`);
}

interface Outcome {
  readonly outcome: string;
  readonly document?: { readonly flaws?: unknown };
}

export function salesOf(shop: string, tillId: string, count: number): Sale[] {
  return Array.from({ length: count }, () => {
    const number = String(++made).padStart(8, '0');
    const lines = [1, 2, 3].map(line =>
      anUnpricedLine({
        id: `line-${line}`,
        productId: String(made % 500),
        variantId: String(made % 500),
      }),
    );
    const author = { shop, tillId, staffId: 's' };
    return aSale({ ...author, id: `sale-${number}`, receiptNumber: `B-${number}` }, lines);
  });
}

function seriesOf(n: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  return Array.from({ length: 10 }, (_, place) => letters[Math.floor(n / 32 ** place) % 32]).join('');
}
