import {
  formatCheckpoint,
  heartbeatMs,
  ProtocolError,
  protocolVersion,
  type Checkpoint,
} from '@tidemark/protocol';
import { collectionNames, scopeFor, type CollectionName } from '@tidemark/schema';
import type { ChangePage, Mirror } from '@tidemark/mirror';
import type { Response } from 'express';
import { headsText } from './heads-text.ts';
import type { TillIdentity } from './session.ts';

/** More changes than this at once are not streamed: the till is told to pull. */
const eventSize = 500;
/** A till that takes no more than this many bytes is let go; it comes back and pulls. */
const unsentLimit = 8 * 1024 * 1024;

interface Stream {
  readonly till: TillIdentity;
  readonly res: Response;
  readonly places: Record<CollectionName, Checkpoint>;
}

/**
 * The open streams of all tills: after each commit, every till is sent what it has not been sent yet ([A10]). One that
 * stands in another history is told to pull; one whose news cannot be read is ended, and no other with it ([A17]).
 */
export class Streams implements Disposable {
  readonly #mirror: Mirror;
  readonly #onError: (error: unknown) => void;
  readonly #open = new Set<Stream>();
  readonly #pages = new Map<string, Promise<ChangePage>>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #unlisten: () => void;
  #sending: Promise<void> = Promise.resolve();

  constructor(mirror: Mirror, onError: (error: unknown) => void) {
    this.#mirror = mirror;
    this.#onError = onError;
    this.#unlisten = mirror.onCommit(({ shop, collection, scopes }) => {
      this.#sending = this.#sending.then(() => this.#announce(shop, collection, scopes)).catch(onError);
    });
    this.#heartbeat = setInterval(() => {
      for (const { res, places } of this.#open) send(res, { type: 'heartbeat', heads: headsText(places) });
    }, heartbeatMs);
  }

  get size(): number {
    return this.#open.size;
  }

  async open(till: TillIdentity, res: Response): Promise<void> {
    const places = await this.#mirror.heads(till.shop, till.locationId);
    // Gone while we looked: nobody would ever take it from the open ones.
    if (res.closed) return;
    const stream: Stream = { till, res, places };
    res.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    send(res, { type: 'hello', protocol: protocolVersion, heads: headsText(places) });
    this.#open.add(stream);
    res.on('close', () => this.#open.delete(stream));
    // What was committed between reading the heads and joining the others.
    for (const collection of collectionNames) this.#report([await this.#tell(stream, collection)]);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#heartbeat);
    this.#unlisten();
    for (const { res } of this.#open) res.end();
    this.#open.clear();
  }

  async #announce(shop: string, collection: CollectionName, scopes: ReadonlySet<string>): Promise<void> {
    this.#pages.clear();
    const concerned = [...this.#open].filter(
      each => each.till.shop === shop && scopes.has(scopeFor(collection, each.till.locationId)),
    );
    this.#report(await Promise.all(concerned.map(each => this.#tell(each, collection))));
  }

  /** Never rejects: answers why this stream was ended. */
  async #tell(stream: Stream, collection: CollectionName): Promise<unknown> {
    try {
      await this.#sendNews(stream, collection).catch(error => this.#beginAnew(stream, error));
      return undefined;
    } catch (error) {
      stream.res.destroy();
      return error;
    }
  }

  /** A till in another history pulls, and finds out; its stream goes on from where the mirror is. */
  async #beginAnew({ till, res, places }: Stream, error: unknown): Promise<void> {
    if (!(error instanceof ProtocolError && error.code === 'checkpoint-lost')) throw error;
    Object.assign(places, await this.#mirror.heads(till.shop, till.locationId));
    send(res, { type: 'resync' });
  }

  /** What failed for many streams at once is said once. */
  #report(outcomes: readonly unknown[]): void {
    for (const error of new Set(outcomes)) if (error !== undefined) this.#onError(error);
  }

  async #sendNews(stream: Stream, collection: CollectionName): Promise<void> {
    const { till, res, places } = stream;
    const from = places[collection];
    const scope = scopeFor(collection, till.locationId);
    const page = await this.#page(till.shop, collection, scope, from);
    if (page.documents.length === 0 || places[collection] !== from || res.closed) return;
    if (page.digest === undefined) {
      places[collection] = page.head;
      send(res, { type: 'resync' });
      return;
    }
    places[collection] = page.checkpoint;
    const rest = { collection, from: formatCheckpoint(from), checkpoint: formatCheckpoint(page.checkpoint) };
    res.write(
      `data: {"type":"documents",${JSON.stringify(rest).slice(1, -1)},"documents":[${page.documents.join(',')}]}\n\n`,
    );
    if (res.writableLength > unsentLimit) res.destroy();
  }

  /** One read serves all tills at the same place. */
  #page(shop: string, collection: CollectionName, scope: string, from: Checkpoint): Promise<ChangePage> {
    const key = `${shop} ${collection} ${scope} ${formatCheckpoint(from)}`;
    const known = this.#pages.get(key) ?? this.#mirror.changesAfter(shop, collection, scope, from, eventSize);
    this.#pages.set(key, known);
    return known;
  }
}

function send(res: Response, event: object): void {
  res.write(`data: ${JSON.stringify(event)}\n\n`);
}
