import { isSettled, judgePush, type PushedState } from '@tidemark/conflict';
import {
  bucketDigests,
  bucketOf,
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
  /** It has left the tills, which are told so. */
  readonly isRetired?: boolean;
}

/** The part of a server that handles records, over a list: it judges by the same rules, stores, and gives out again. */
export class RecordServer {
  readonly shop: string;
  epoch = 'e1';
  #seq = 0;
  readonly #rows = new Map<RecordName, Map<string, Row>>(recordNames.map(name => [name, new Map()]));
  /** Every row that was ever pushed, as "collection/id". */
  readonly pushed: string[] = [];
  /** Every document of a page that was pulled, as "collection/id". */
  readonly told: string[] = [];
  /** How many documents fit into the bytes of a page. */
  roomOfPage = Infinity;
  #hasTombstones = true;

  constructor(shop: string) {
    this.shop = shop;
  }

  stored<T = Stored>(name: RecordName): T[] {
    return this.#living(name).map(({ document: { ...each } }) => each as T);
  }

  /** Takes a record from the tills; what was stored of it stays. */
  retire(name: RecordName, id: string): void {
    const row = this.#of(name).get(id);
    if (row) this.#of(name).set(id, { ...row, seq: ++this.#seq, isRetired: true });
  }

  /** No till is told any more what has left. */
  forgetTombstones(): void {
    this.#hasTombstones = false;
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
    const emptyAt = this.#emptyAt(parameters.get('emptyAt'));
    const rows = [...this.#of(name).values()]
      .filter(row => row.seq > from.seq && this.#isTold(row, emptyAt))
      .sort((a, b) => a.seq - b.seq)
      .slice(0, limit);
    this.told.push(...rows.map(({ document }) => `${name}/${document.id}`));
    return Response.json({
      documents: rows.map(sentOf),
      checkpoint:
        rows.length < limit
          ? this.place(name)
          : formatCheckpoint({ epoch: this.epoch, seq: rows.at(-1)?.seq ?? from.seq }),
      head: this.place(name),
      ...(rows.length < limit ? { digest: this.#digest(name) } : {}),
    });
  }

  /** All buckets, or the list of one. */
  digest(name: RecordName, bucket: string | null): Response {
    const stored = this.stored<{ id: string; rev: string }>(name);
    const checkpoint = this.place(name);
    if (bucket === null) return Response.json({ checkpoint, buckets: bucketDigests(stored) });
    const entries = stored
      .filter(each => bucketOf(each.id) === Number(bucket))
      .map(({ id, rev }) => ({ id, rev }));
    return Response.json({ checkpoint, entries });
  }

  documents(name: RecordName, body: string): Response {
    const { ids } = JSON.parse(body) as { ids: string[] };
    const documents = this.stored<{ id: string }>(name)
      .filter(({ id }) => ids.includes(id))
      .map(each => ({ ...each, _deleted: false }));
    return Response.json({ documents, checkpoint: this.place(name) });
  }

  /** Changes a record, without a word: it keeps its place. */
  change(name: RecordName, document: { readonly id: string; readonly [field: string]: unknown }): void {
    const row = this.#of(name).get(document.id);
    const stored = { ...document, rev: revOf(document) } as unknown as Stored;
    if (row) this.#of(name).set(document.id, { ...row, document: stored });
  }

  /** Loses a record, without a word and without another history. */
  lose(name: RecordName, id: string): void {
    this.#of(name).delete(id);
  }

  push(name: RecordName, tillId: string, body: string): Response {
    const { rows, carriedFrom } = JSON.parse(body) as {
      rows: { newDocumentState: PushedState }[];
      carriedFrom?: string;
    };
    const outcomes = rows.map(({ newDocumentState: pushed }): PushOutcome => {
      this.pushed.push(`${name}/${pushed.id}`);
      const row = this.#of(name).get(pushed.id);
      const current = row?.document;
      const writer = { shop: this.shop, tillId, carriedFrom, sealOf: () => 'signed' as const };
      const verdict = judgePush(name, pushed, current, writer);
      if (verdict.kind === 'refuse')
        return { outcome: 'refused', id: pushed.id, code: verdict.code, message: verdict.message };
      if (row?.isRetired && (name !== 'carts' || !verdict.changed))
        return { outcome: 'conflict', id: pushed.id, document: sentOf(row) };
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

  #living(name: RecordName): Row[] {
    return [...this.#of(name).values()].filter(each => !each.isRetired);
  }

  #isTold({ seq, isRetired }: Row, emptyAt: number): boolean {
    return !isRetired || (this.#hasTombstones && seq > emptyAt);
  }

  #emptyAt(asked: string | null): number {
    if (asked === null) return 0;
    return asked === 'now' ? Infinity : parseCheckpoint(asked).seq;
  }

  #of(name: RecordName): Map<string, Row> {
    return this.#rows.get(name) as Map<string, Row>;
  }
}

/** A row as a till is told of it. */
function sentOf({ document, isRetired }: Row) {
  const { id } = document;
  const gone = { id, _deleted: true };
  return isRetired ? { ...gone, rev: revOf(gone) } : { ...document, _deleted: false };
}
