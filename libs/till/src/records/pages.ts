import { covers, parseCheckpoint, type Checkpoint, type Digest, type RecordEvent } from '@tidemark/protocol';
import type { RecordName } from '@tidemark/schema';
import { mustContinue } from '../sync/replication.ts';
import type { Wire } from '../wire/wire.ts';
import { Beginning } from './beginning.ts';
import { beginHistory } from './history.ts';
import type { Ledger } from './marks/ledger.ts';
import type { RecordDocument } from './record-schemas.ts';
import { sorted } from './take-page.ts';

export type WrittenEvent = Extract<RecordEvent, { type: 'written' }>;

/** A page of the server's records. */
export interface Page {
  readonly documents: RecordDocument[];
  /** Ids of records that have left the tills. */
  readonly gone: readonly string[];
  readonly checkpoint: Checkpoint;
  readonly isLast: boolean;
  /** The server's digest of the place after the page; undefined unless it was asked for, and is the last. */
  readonly digest?: Digest | undefined;
}

export interface PagesParts {
  readonly ledger: Ledger;
  readonly wire: Pick<Wire, 'pull'>;
  readonly shop: string;
  readonly signal: AbortSignal;
}

/** [T112] The server goes on with another history than the one that a page was asked for. */
export class NewHistory extends Error {
  constructor(epoch: string) {
    super(`the server goes on with the history ${epoch}`);
    this.name = 'NewHistory';
  }
}

const pageSize = 500;
/** The most news that waits for its turn; beyond this it is asked for anew. */
const mostNews = 200;

/** What comes next of one collection of records: news that the stream brought, or a page that is asked for. */
export class Pages {
  readonly #name: RecordName;
  readonly #parts: PagesParts;
  readonly #news: WrittenEvent[] = [];
  /**
   * What did not fit its schema when it was pulled; the next pull tells whether the server has it so, or it broke on
   * the way.
   */
  readonly #odd = new Set<string>();
  readonly #beginning = new Beginning();

  constructor(name: RecordName, parts: PagesParts) {
    this.#name = name;
    this.#parts = parts;
  }

  /** Answers whether it is news. */
  takeNews(event: WrittenEvent): boolean {
    if (covers(this.#parts.ledger.place(this.#name), parseCheckpoint(event.checkpoint))) return false;
    if (this.#news.length < mostNews) this.#news.push(event);
    return true;
  }

  /** The next news; leaves out news that came during a pull and is older than what the pull brought. */
  #nextNews(held: Checkpoint | undefined): WrittenEvent | undefined {
    let next = this.#news.shift();
    while (next && covers(held, parseCheckpoint(next.checkpoint))) next = this.#news.shift();
    return next;
  }

  /**
   * The next page of this history: made of news that follows what is held, if news may be used, else asked for.
   * @throws NewHistory where the server goes on with another: then all that this till noted of the old one is dropped.
   */
  async next(tillId: string, epoch: string | undefined, mayBeNews: boolean): Promise<Page> {
    const { ledger, wire, shop, signal } = this.#parts;
    const from = ledger.place(this.#name);
    const next = this.#nextNews(from);
    if (mayBeNews && next && from && covers(from, parseCheckpoint(next.from))) {
      const { documents, odd, gone } = sorted(this.#name, next.documents, shop);
      const checkpoint = parseCheckpoint(next.checkpoint);
      if (odd.length === 0) return { documents, gone, checkpoint, isLast: this.#news.length === 0 };
    }
    this.#news.length = 0;
    const isEmpty = !from && ledger.documents(this.#name).length === ledger.unsentCount(this.#name);
    const emptyAt = this.#beginning.ask(from, isEmpty);
    const answer = await wire.pull(this.#name, from, pageSize, signal, emptyAt);
    this.#beginning.answered(answer);
    const checkpoint = parseCheckpoint(answer.checkpoint);
    mustContinue(from, checkpoint, answer.documents.length);
    const isLast = answer.digest !== undefined;
    if (!isLast && answer.documents.length === 0)
      throw new Error(`${this.#name}: an empty page that is not the last`);
    if (ledger.epoch !== checkpoint.epoch) await beginHistory(ledger, checkpoint.epoch, tillId);
    if (epoch !== checkpoint.epoch) throw new NewHistory(checkpoint.epoch);
    const { documents, odd, gone } = sorted(this.#name, answer.documents, shop);
    this.#mustBeKnownAsOdd(odd);
    return { documents, gone, checkpoint, isLast, digest: answer.digest };
  }

  /**
   * @throws where something does not fit for the first time. Its page is asked for again, and skips it only if it still
   * does not fit.
   */
  #mustBeKnownAsOdd(ids: readonly string[]): void {
    const first = ids.filter(id => !this.#odd.has(id));
    for (const id of first) this.#odd.add(id);
    if (first.length > 0)
      throw new Error(`${this.#name} ${first.join(', ')} did not fit, and is asked for again`);
  }

  async learnHistory(tillId: string): Promise<void> {
    const { checkpoint } = await this.#parts.wire.pull(this.#name, undefined, 1, this.#parts.signal);
    await beginHistory(this.#parts.ledger, parseCheckpoint(checkpoint).epoch, tillId);
  }
}
