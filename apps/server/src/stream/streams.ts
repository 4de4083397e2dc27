import {
  formatCheckpoint,
  heartbeatMs,
  ProtocolError,
  protocolVersion,
  type Checkpoint,
} from '@tidemark/protocol';
import {
  collectionNames,
  recordNames,
  scopeFor,
  type CollectionName,
  type RecordName,
} from '@tidemark/schema';
import type { ChangePage, Mirror, Records } from '@tidemark/mirror';
import type { Response } from 'express';
import { headsText, recordHeadsText } from './heads-text.ts';
import {
  mostStreamed,
  mostStreamedBytes,
  mostStreams,
  mostStreamsOfTill,
  mostUnsentBytes,
  mostUnsentOfAll,
} from '../http/limits.ts';
import type { TillIdentity } from '../auth/session.ts';

interface Stream {
  readonly till: TillIdentity;
  readonly res: Response;
  readonly places: Record<CollectionName | RecordName, Checkpoint>;
}

interface StreamsOptions {
  readonly onError: (error: unknown) => void;
  /** Whether a session is still valid. */
  readonly stands: (till: TillIdentity) => Promise<boolean>;
  /** Has other processes' commits to a shop announced; undefined: there are none. */
  readonly watch?: ((shop: string) => Promise<Disposable>) | undefined;
  readonly everyMs?: number;
  /** How often each open stream is checked with `stands`. */
  readonly lookMs?: number;
}

/** The source of one kind of changes, and its event's name. */
interface Feed {
  readonly collection: CollectionName | RecordName;
  readonly type: 'documents' | 'written';
  readonly read: (till: TillIdentity, from: Checkpoint) => Promise<ChangePage>;
}

/**
 * The open streams of all tills: after each commit, every till gets what it was not sent yet ([A10]). A stream in
 * another history is told to pull; a stream whose changes cannot be read is ended, and no other with it ([A23]); a
 * stream that leaves too much unsent is ended when there is more to send ([A46]).
 */
export class Streams implements Disposable {
  readonly #mirror: Mirror;
  readonly #onError: (error: unknown) => void;
  readonly #stands: StreamsOptions['stands'];
  readonly #watch: StreamsOptions['watch'];
  readonly #look: NodeJS.Timeout;
  readonly #open = new Set<Stream>();
  /** How many streams each till has, and all have, open or opening. */
  readonly #ofTill = new Map<string, number>();
  #taken = 0;
  readonly #pages = new Map<string, Promise<ChangePage>>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #records: Records;
  readonly #unlisten: readonly (() => void)[];
  #sending: Promise<void> = Promise.resolve();
  #unsent = 0;

  constructor(
    mirror: Mirror,
    records: Records,
    { onError, stands, watch, everyMs = heartbeatMs, lookMs = 60_000 }: StreamsOptions,
  ) {
    this.#mirror = mirror;
    this.#onError = onError;
    this.#stands = stands;
    this.#watch = watch;
    this.#look = setInterval(() => void this.#endDismissed().catch(onError), lookMs);
    this.#records = records;
    // One queue for both: records are sent before levels that were read later.
    const announce = (feed: Feed, isConcerned: (till: TillIdentity) => boolean) => {
      this.#sending = this.#sending.then(() => this.#announce(feed, isConcerned)).catch(onError);
    };
    this.#unlisten = [
      mirror.onCommit(({ shop, collection, scopes }) =>
        announce(
          this.#cache(collection),
          till => till.shop === shop && scopes.has(scopeFor(collection, till.locationId)),
        ),
      ),
      records.onCommit(({ shop, collection }) =>
        announce(this.#written(collection), till => till.shop === shop),
      ),
    ];
    this.#heartbeat = setInterval(() => {
      this.#weigh();
      for (const { res, places } of this.#open) {
        this.#send(res, { type: 'heartbeat', heads: headsText(places) });
        this.#send(res, { type: 'promise-heads', heads: recordHeadsText(places) });
      }
      this.#sending = this.#sending.then(() => this.#tellMissed()).catch(onError);
    }, everyMs);
  }

  get size(): number {
    return this.#open.size;
  }

  /** @throws ProtocolError `busy` if a till, or all together, have too many streams open. */
  async open(till: TillIdentity, res: Response): Promise<void> {
    // The client left before: it would be counted for ever.
    if (res.closed) return;
    this.#take(till, res);
    // Before the places are read: what is committed after them is announced.
    const watching = await this.#watch?.(till.shop);
    if (res.closed) return void watching?.[Symbol.dispose]();
    res.once('close', () => watching?.[Symbol.dispose]());
    const places = await this.#places(till);
    // The client left meanwhile: the stream would stay in the list for ever.
    if (res.closed) return;
    const stream: Stream = { till, res, places };
    res.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    this.#send(res, { type: 'hello', protocol: protocolVersion, heads: headsText(places) });
    this.#send(res, { type: 'promise-heads', heads: recordHeadsText(places) });
    this.#open.add(stream);
    res.on('close', () => this.#open.delete(stream));
    // Sends what was committed between reading the heads and joining the list.
    for (const name of recordNames) this.#report([await this.#tell(stream, this.#written(name))]);
    for (const name of collectionNames) this.#report([await this.#tell(stream, this.#cache(name))]);
  }

  /** Counts a stream from before it opens until its answer ends, so that many simultaneous requests count too. */
  #take({ shop, tillId }: TillIdentity, res: Response): void {
    const key = `${shop} ${tillId}`;
    const own = this.#ofTill.get(key) ?? 0;
    if (own >= mostStreamsOfTill || this.#taken >= mostStreams)
      throw new ProtocolError('busy', 'Too many pages of this till are open. Close some of them.');
    this.#taken++;
    this.#ofTill.set(key, own + 1);
    res.once('close', () => {
      this.#taken--;
      const left = (this.#ofTill.get(key) ?? 1) - 1;
      if (left > 0) this.#ofTill.set(key, left);
      else this.#ofTill.delete(key);
    });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#heartbeat);
    clearInterval(this.#look);
    for (const unlisten of this.#unlisten) unlisten();
    for (const { res } of this.#open) res.end();
    this.#open.clear();
  }

  /** Ends the streams of staff who were dismissed or have a new PIN. */
  async #endDismissed(): Promise<void> {
    for (const stream of [...this.#open]) if (!(await this.#stands(stream.till))) stream.res.end();
  }

  async #places({ shop, locationId }: TillIdentity): Promise<Stream['places']> {
    return {
      ...(await this.#mirror.heads(shop, locationId)),
      ...(await this.#records.heads(shop)),
    };
  }

  /** Sends a stream its changes. Never rejects: returns why the stream was ended. */
  async #tell(stream: Stream, feed: Feed): Promise<unknown> {
    try {
      await this.#sendNews(stream, feed).catch(error => this.#beginAnew(stream, error));
      return undefined;
    } catch (error) {
      stream.res.destroy();
      return error;
    }
  }

  /** Tells a till in another history to pull, and continues its stream from the mirror's present place. */
  async #beginAnew({ till, res, places }: Stream, error: unknown): Promise<void> {
    if (!(error instanceof ProtocolError && error.code === 'checkpoint-lost')) throw error;
    Object.assign(places, await this.#places(till));
    this.#send(res, { type: 'resync' });
  }

  /** Logs an error of many streams once. */
  #report(outcomes: readonly unknown[]): void {
    for (const error of new Set(outcomes)) if (error !== undefined) this.#onError(error);
  }

  #cache(collection: CollectionName): Feed {
    return {
      ...{ collection, type: 'documents' },
      read: ({ shop, locationId }, from) => {
        const scope = scopeFor(collection, locationId);
        const key = `${shop} ${collection} ${scope} ${formatCheckpoint(from)}`;
        return this.#page(key, () =>
          this.#mirror.changesAfter(shop, collection, scope, from, mostStreamed, mostStreamedBytes),
        );
      },
    };
  }

  #written(collection: RecordName): Feed {
    return {
      ...{ collection, type: 'written' },
      read: ({ shop }, from) =>
        this.#page(`${shop} ${collection} ${formatCheckpoint(from)}`, () =>
          this.#records.changesAfter(shop, collection, '', from, mostStreamed, mostStreamedBytes),
        ),
    };
  }

  async #announce(feed: Feed, isConcerned: (till: TillIdentity) => boolean): Promise<void> {
    this.#pages.clear();
    this.#weigh();
    const concerned = [...this.#open].filter(each => isConcerned(each.till));
    this.#report(await Promise.all(concerned.map(each => this.#tell(each, feed))));
  }

  /**
   * With each heartbeat, sends every till the stored changes that it was not sent, even if the announcement of a commit
   * was lost ([A35]). Costs one read of the heads for all tills of a location.
   */
  async #tellMissed(): Promise<void> {
    const stored = new Map<string, Promise<Stream['places']>>();
    this.#pages.clear();
    for (const stream of this.#open) {
      const { shop, locationId } = stream.till;
      const key = `${shop} ${locationId}`;
      const looked = stored.get(key) ?? this.#places(stream.till);
      stored.set(key, looked);
      const heads = await looked;
      const isBehind = (name: CollectionName | RecordName) =>
        formatCheckpoint(heads[name]) !== formatCheckpoint(stream.places[name]);
      for (const name of recordNames.filter(isBehind))
        this.#report([await this.#tell(stream, this.#written(name))]);
      for (const name of collectionNames.filter(isBehind))
        this.#report([await this.#tell(stream, this.#cache(name))]);
    }
  }

  async #sendNews(stream: Stream, { collection, type, read }: Feed): Promise<void> {
    const { till, res, places } = stream;
    const from = places[collection];
    const page = await read(till, from);
    if (page.documents.length === 0 || places[collection] !== from) return;
    if (page.digest === undefined) {
      places[collection] = page.head;
      this.#send(
        res,
        type === 'written' ? { type: 'promise-heads', heads: recordHeadsText(places) } : { type: 'resync' },
      );
      return;
    }
    places[collection] = page.checkpoint;
    const rest = { collection, from: formatCheckpoint(from), checkpoint: formatCheckpoint(page.checkpoint) };
    this.#write(
      res,
      `{"type":"${type}",${JSON.stringify(rest).slice(1, -1)},"documents":[${page.documents.join(',')}]}`,
    );
  }

  /** Reads a page; one read serves all tills at the same place. */
  #page(key: string, read: () => Promise<ChangePage>): Promise<ChangePage> {
    const known = this.#pages.get(key) ?? read();
    this.#pages.set(key, known);
    return known;
  }

  /** Counts the unsent bytes of all streams; called before each round of changes. */
  #weigh(): void {
    this.#unsent = 0;
    for (const { res } of this.#open) this.#unsent += res.writableLength;
  }

  #send(res: Response, event: object): void {
    this.#write(res, JSON.stringify(event));
  }

  /**
   * Writes an event, if the stream is still open: a stream may end while its changes are read, and writing after the
   * end is an unhandled error that ends the process. A stream with too much unsent is ended, as that stays in the
   * server's memory.
   */
  #write(res: Response, event: string): void {
    if (res.writableEnded || res.destroyed) return;
    const before = res.writableLength;
    if (before > mostUnsentBytes || (before > 0 && this.#unsent > mostUnsentOfAll)) {
      res.destroy();
      return;
    }
    res.write(`data: ${event}\n\n`);
    this.#unsent += res.writableLength - before;
  }
}
