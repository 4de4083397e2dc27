import { covers, parseCheckpoint, type Checkpoint, type PullResponse } from '@tidemark/protocol';
import { documentDefect } from '@tidemark/schema';
import type { ReplicatedName } from './collections.ts';
import { asReplicationError, ReplicationError } from './errors.ts';
import { isSamePlace, nextPlace, placeOf, type PlaceCheckpoint } from './place.ts';
import { Waiters } from './waiters.ts';

/** The content of a page, whether requested or live. */
export type PullPage = Pick<PullResponse, 'documents' | 'checkpoint'>;

/** A live event: all changes after `from` up to `checkpoint`. */
export interface News extends PullPage {
  readonly from: string;
}

/** The result of RxDB's pull handler. */
export interface HandedPage {
  readonly documents: PullPage['documents'];
  readonly checkpoint: PlaceCheckpoint | undefined;
}

export interface PageSourceParts {
  readonly name: ReplicatedName;
  readonly batchSize: number;
  readonly pull: (from: Checkpoint | undefined, limit: number, signal: AbortSignal) => Promise<PullResponse>;
  /** The scope of the collection that this till reads. Waits for a sign-in. */
  readonly scope: (signal: AbortSignal) => Promise<string>;
  /** Makes RxDB call `page` again, after it has stored the present page. */
  readonly resync: () => void;
  readonly onError: (error: ReplicationError) => void;
}

/** More live events than this are not kept: the server is asked instead. */
const mostNews = 50;

/**
 * Answers RxDB's pull handler, one page for each call. RxDB treats every page as the last one, so it stores the page
 * and its checkpoint before it calls again ([X1]). The checkpoint of that call comes from the storage: so a page that
 * was not stored is asked for again ([X2]), and a live event that does not follow is not used ([X3]).
 */
export class PageSource {
  readonly #parts: PageSourceParts;
  readonly #waiters = new Waiters();
  readonly #news: News[] = [];
  /** Documents that did not fit once; the second time they are left out. */
  readonly #odd = new Set<string>();
  #mustAsk = true;
  /** The place of the page that the next call confirms as stored. */
  #handed: Checkpoint | undefined;
  /** The place reached when there was nothing to store after a stored place: RxDB cannot remember it. */
  #beyond: { readonly stored: PlaceCheckpoint | undefined; readonly reached: Checkpoint } | undefined;
  #ahead: { readonly from: Checkpoint; readonly answer: Promise<PullResponse> } | undefined;
  #place: Checkpoint | undefined;

  constructor(parts: PageSourceParts) {
    this.#parts = parts;
  }

  /** The place up to which the storage has everything, at the last call; undefined before that. */
  get place(): Checkpoint | undefined {
    return this.#place;
  }

  /** Resolves when a pull that began after this call has reached the end and is stored. */
  toEnd(): Promise<void> {
    const end = this.#waiters.join();
    this.ask();
    return end;
  }

  /** Asks the server, which may have more than is stored. */
  ask(): void {
    this.#mustAsk = true;
    this.#parts.resync();
  }

  takeNews(news: News): void {
    if (covers(this.#place, parseCheckpoint(news.checkpoint))) return;
    if (this.#news.length < mostNews) this.#news.push(news);
    else this.#mustAsk = true;
    this.#parts.resync();
  }

  takeHead(head: string): void {
    if (!covers(this.#place, parseCheckpoint(head))) this.ask();
  }

  /** Call it when a replication begins, from whatever the storage has. */
  begin(): void {
    this.#mustAsk = true;
    this.#handed = undefined;
    this.#ahead = undefined;
    this.#beyond = undefined;
    this.#news.length = 0;
  }

  end(reason: Error): void {
    this.#waiters.fail(reason);
  }

  /**
   * The next page after what RxDB has stored.
   * @throws ReplicationError `checkpoint-lost` if everything must be read again; RxDB retries after any other error.
   */
  async page(stored: unknown, signal: AbortSignal): Promise<HandedPage> {
    try {
      return await this.#page(stored, signal);
    } catch (error) {
      this.#mustAsk = true;
      const reason = asReplicationError(error, this.#parts.name);
      // After `checkpoint-lost` all is read again: callers go on waiting.
      if (!signal.aborted && reason.code !== 'checkpoint-lost') this.#waiters.failed(reason);
      throw error;
    }
  }

  async #page(stored: unknown, signal: AbortSignal): Promise<HandedPage> {
    const scope = await this.#parts.scope(signal);
    const held = placeOf(stored);
    if (held && held.scope !== scope)
      throw new ReplicationError('checkpoint-lost', 'What is stored was read for another location.');
    const handed = this.#handed;
    this.#handed = undefined;
    if (handed && !(held && isSamePlace(held, handed)))
      throw new ReplicationError('not-stored', 'RxDB did not store the last page; it is asked for again.');
    let from = this.#continued(held);
    this.#place = from;
    for (;;) {
      const page = await this.#next(from, handed !== undefined, signal);
      if (!page) {
        this.#waiters.atEnd();
        return { documents: [], checkpoint: held };
      }
      const next = nextPlace(from, page);
      const documents = this.#fitting(page.documents);
      this.#waiters.succeeded();
      if (!page.isEnd) this.#mustAsk = true;
      if (documents.length > 0) {
        if (!page.isEnd) this.#readAhead(next, signal);
        this.#handed = next;
        this.#parts.resync();
        return { documents, checkpoint: { epoch: next.epoch, seq: next.seq, scope } };
      }
      from = next;
      this.#place = from;
      this.#beyond = { stored: held, reached: next };
      if (page.isEnd && !this.#mustAsk && this.#news.length === 0) {
        this.#waiters.atEnd();
        return { documents: [], checkpoint: held };
      }
    }
  }

  /** What comes after a place: live events that follow it, or the server's answer; undefined if no more is wanted. */
  async #next(
    from: Checkpoint | undefined,
    isConfirming: boolean,
    signal: AbortSignal,
  ): Promise<(PullPage & { readonly isEnd: boolean }) | undefined> {
    const news = this.#mustAsk ? undefined : this.#followingNews(from);
    if (news) return { ...news, isEnd: true };
    if (isConfirming && !this.#mustAsk) return undefined;
    this.#mustAsk = false;
    this.#waiters.asked();
    const answer = await this.#pull(from, signal);
    const isEnd = answer.digest !== undefined;
    if (!isEnd && answer.documents.length === 0)
      throw new ReplicationError('offline', 'an empty page that is not the last', {
        collection: this.#parts.name,
      });
    return { ...answer, isEnd };
  }

  /**
   * The live event that continues what is stored. Older ones are dropped; after a gap all are, and the server is asked.
   */
  #followingNews(from: Checkpoint | undefined): News | undefined {
    for (let news = this.#news.shift(); news; news = this.#news.shift()) {
      if (covers(from, parseCheckpoint(news.checkpoint))) continue;
      if (covers(from, parseCheckpoint(news.from))) return news;
      this.#news.length = 0;
      this.#mustAsk = true;
    }
    return undefined;
  }

  #pull(from: Checkpoint | undefined, signal: AbortSignal): Promise<PullResponse> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead && from && isSamePlace(ahead.from, from)) return ahead.answer;
    return this.#parts.pull(from, this.#parts.batchSize, signal);
  }

  /** Reads the next page while RxDB stores this one. */
  #readAhead(from: Checkpoint, signal: AbortSignal): void {
    const answer = this.#parts.pull(from, this.#parts.batchSize, signal);
    // Its failure is handled where it is awaited.
    answer.catch(() => undefined);
    this.#ahead = { from, answer };
  }

  /** The stored place, or the place reached beyond it with nothing to store. */
  #continued(held: PlaceCheckpoint | undefined): Checkpoint | undefined {
    const beyond = this.#beyond;
    if (beyond && isSamePlace(beyond.stored, held)) return beyond.reached;
    this.#beyond = undefined;
    return held && { epoch: held.epoch, seq: held.seq };
  }

  /**
   * [X4] The documents that fit their schema. One that does not may have been damaged in transit: the first time its
   * page is asked for again, the second time it is left out and reported, and the rest goes on.
   */
  #fitting(documents: PullPage['documents']): PullPage['documents'] {
    const { name, onError } = this.#parts;
    const defects = documents.flatMap(({ _deleted, ...document }) => {
      const defect = _deleted ? undefined : documentDefect(name, document);
      return defect === undefined ? [] : [{ id: document.id, defect }];
    });
    const isNew = defects.filter(each => !this.#odd.has(each.id));
    for (const { id } of documents) this.#odd.delete(id);
    for (const { id } of defects) this.#odd.add(id);
    if (isNew[0])
      throw new ReplicationError(
        'offline',
        `${name} ${isNew[0].id}: ${isNew[0].defect}; it is asked for again`,
      );
    for (const { id, defect } of defects)
      onError(new ReplicationError('does-not-fit', `${id} was left out: ${defect}`, { collection: name }));
    const out = new Set(defects.map(each => each.id));
    return out.size === 0 ? documents : documents.filter(each => !out.has(each.id));
  }
}
