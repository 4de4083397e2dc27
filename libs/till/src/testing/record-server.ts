import { isSettled, judgePush, type PushedState } from '@tidemark/conflict';
import {
  bucketDigests,
  emptyDigest,
  formatCheckpoint,
  joinDigests,
  parseCheckpoint,
  revOf,
  type PushOutcome,
} from '@tidemark/protocol';
import { recordNames, type RecordName } from '@tidemark/schema';

type Stored = Parameters<typeof judgePush>[2] & object;

interface Row {
  readonly seq: number;
  readonly document: Stored;
}

/** The part of a server that handles records, over a list: it judges by the same rules, stores, and gives out again. */
export class RecordServer {
  readonly shop: string;
  epoch = 'e1';
  #seq = 0;
  readonly #rows = new Map<RecordName, Map<string, Row>>(recordNames.map(name => [name, new Map()]));
  /** Every row that was ever pushed, as "collection/id". */
  readonly pushed: string[] = [];
  /** How many documents fit into the bytes of a page. */
  roomOfPage = Infinity;

  constructor(shop: string) {
    this.shop = shop;
  }

  stored<T = Stored>(name: RecordName): T[] {
    return [...this.#of(name).values()].map(({ document: { ...each } }) => each as T);
  }

  /** Stores what the server itself says of a record: what became of it in Shopify. */
  put(name: RecordName, document: object & { readonly id: string }): void {
    const stored = { ...document, rev: revOf(document) } as unknown as Stored;
    this.#of(name).delete(document.id);
    this.#of(name).set(document.id, { seq: ++this.#seq, document: stored });
  }

  settle(name: 'sales' | 'stockMoves', id: string): void {
    const row = this.#of(name).get(id);
    const document = row?.document as (Stored & { submission: never }) | undefined;
    if (!document || isSettled(document.submission)) return;
    const after = this.place(name);
    const order = name === 'sales' ? { orderId: '77', orderName: '#1077', differences: [] } : {};
    const submission = { state: 'accepted', after, ...order };
    const accepted: object & { id: string } = Object.assign({}, document, { submission });
    this.put(name, accepted);
  }

  /** Restores a copy that lacks these records: another history. */
  restore(epoch: string, without: readonly string[] = []): void {
    this.epoch = epoch;
    for (const rows of this.#rows.values()) for (const id of without) rows.delete(id);
  }

  place(name: RecordName): string {
    const seqs = [...this.#of(name).values()].map(row => row.seq);
    return formatCheckpoint({ epoch: this.epoch, seq: Math.max(0, ...seqs) });
  }

  pull(name: RecordName, parameters: URLSearchParams): Response {
    const asked = parameters.get('checkpoint');
    const from = asked === null ? { epoch: this.epoch, seq: 0 } : parseCheckpoint(asked);
    if (from.epoch !== this.epoch)
      return Response.json({ code: 'checkpoint-lost', message: 'another history' }, { status: 410 });
    const limit = Math.min(Number(parameters.get('limit')), this.roomOfPage);
    const rows = [...this.#of(name).values()]
      .filter(row => row.seq > from.seq)
      .sort((a, b) => a.seq - b.seq)
      .slice(0, limit);
    return Response.json({
      documents: rows.map(({ document }) => ({ ...document, _deleted: false })),
      checkpoint: formatCheckpoint({ epoch: this.epoch, seq: rows.at(-1)?.seq ?? from.seq }),
      head: this.place(name),
      ...(rows.length < limit ? { digest: this.#digest(name) } : {}),
    });
  }

  push(name: RecordName, tillId: string, body: string): Response {
    const { rows, carriedFrom } = JSON.parse(body) as {
      rows: { newDocumentState: PushedState }[];
      carriedFrom?: string;
    };
    const outcomes = rows.map(({ newDocumentState: pushed }): PushOutcome => {
      this.pushed.push(`${name}/${pushed.id}`);
      const current = this.#of(name).get(pushed.id)?.document;
      const verdict = judgePush(name, pushed, current, { shop: this.shop, tillId, carriedFrom });
      if (verdict.kind === 'refuse')
        return { outcome: 'refused', id: pushed.id, code: verdict.code, message: verdict.message };
      if (verdict.changed) this.put(name, verdict.document);
      if (verdict.kind === 'accept') return { outcome: 'accepted', id: pushed.id };
      const document = { ...this.#of(name).get(pushed.id)?.document, _deleted: false } as never;
      return { outcome: 'conflict', id: pushed.id, document };
    });
    return Response.json({ outcomes });
  }

  #digest(name: RecordName) {
    const stored = this.stored<{ id: string; rev: string }>(name);
    return bucketDigests(stored).reduce(joinDigests, emptyDigest);
  }

  #of(name: RecordName): Map<string, Row> {
    return this.#rows.get(name) as Map<string, Row>;
  }
}
