import {
  covers,
  parseCheckpoint,
  type Checkpoint,
  type Heads,
  type SessionResponse,
  type SyncResponse,
  type Trigger,
} from '@tidemark/protocol';
import { recordNames, scopeFor, type CollectionName } from '@tidemark/schema';
import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import { isRecord, type ReplicatedName } from './collections.ts';
import { ReplicationError } from './errors.ts';
import type { News } from './page-source.ts';
import { Wire, type LiveEvent } from './wire.ts';

export interface ConnectOptions {
  /** The server's origin, "https://pos.example.com". */
  readonly server: string;
  /** "my-shop.myshopify.com" */
  readonly shop: string;
  readonly fetch?: typeof fetch;
  /** Spreads reconnections: 0 up to 1. */
  readonly random?: () => number;
  /** Milliseconds until the first reconnection, doubled up to half a minute. Default: 1000. */
  readonly reconnectMs?: number;
}

/** Who signs in, and at which till. Create the till's id once and keep it. */
export interface SignIn {
  readonly staff: string;
  readonly pin: string;
  readonly till: { readonly id: string; readonly name?: string };
  readonly locationId?: string;
}

export type ConnectionState = 'signed-out' | 'connecting' | 'live' | 'offline';

/** The result of a sync: when Shopify was last read completely, and whether that was just now. */
export type SyncResult = Pick<SyncResponse, 'readAt' | 'shopify' | 'changed'>;

/**
 * One session with a server, shared by the replications of all collections. Disposing it ends them too: do that before
 * you close the database.
 */
export interface TidemarkConnection extends AsyncDisposable {
  readonly shop: string;
  readonly session$: Observable<SessionResponse | undefined>;
  readonly connection$: Observable<ConnectionState>;
  readonly errors$: Observable<ReplicationError>;
  /** @throws ReplicationError `not-signed-in`, `busy`, `offline`, … */
  signIn(who: SignIn): Promise<SessionResponse>;
  /** Continues a session that `signIn` returned before a reload. */
  resume(session: SessionResponse): void;
  signOut(): void;
  /**
   * Makes the server read Shopify; resolves when every attached collection has stored the result.
   * @throws ReplicationError
   */
  sync(trigger?: Trigger): Promise<SyncResult>;
  /** @internal For replications. */
  readonly wire: Wire;
  /** @internal */
  session(signal: AbortSignal): Promise<SessionResponse>;
  /** @internal */
  scope(name: ReplicatedName, signal: AbortSignal): Promise<string>;
  /** @internal */
  report(error: ReplicationError): void;
  /** @internal Rests, longer after each failure. */
  pause(failures: number, signal: AbortSignal): Promise<void>;
  /** @internal Attaches a replication; returns a function that detaches it. */
  attach(replication: Attachable): () => void;
}

/** A replication, as its connection sees it. */
export interface Attachable extends AsyncDisposable {
  readonly name: ReplicatedName;
  readonly place: Checkpoint | undefined;
  readonly source: { ask(): void; takeNews(news: News): void; takeHead(head: string): void };
  inSync(): Promise<void>;
}

/** Connects to a Tidemark server. Sends no request before a sign-in. */
export function connectTidemark(options: ConnectOptions): TidemarkConnection {
  return new Connection(options);
}

const longestPauseMs = 30_000;
/**
 * How often the server is asked to read Shopify until its state is stored here; a rebuilt mirror needs a second time.
 */
const mostBarriers = 3;

class Connection implements TidemarkConnection {
  readonly shop: string;
  readonly wire: Wire;
  readonly #options: ConnectOptions;
  readonly #session = new BehaviorSubject<SessionResponse | undefined>(undefined);
  readonly #connection = new BehaviorSubject<ConnectionState>('signed-out');
  readonly #errors = new Subject<ReplicationError>();
  readonly #attached = new Set<Attachable>();
  readonly #stop = new AbortController();
  #live: AbortController | undefined;

  constructor(options: ConnectOptions) {
    this.#options = options;
    this.shop = options.shop;
    this.wire = new Wire(
      options.server,
      options.fetch ?? fetch,
      () => this.#session.value?.token,
      token => {
        if (this.#session.value?.token === token) this.signOut();
      },
    );
  }

  get session$(): Observable<SessionResponse | undefined> {
    return this.#session;
  }

  get connection$(): Observable<ConnectionState> {
    return this.#connection;
  }

  get errors$(): Observable<ReplicationError> {
    return this.#errors;
  }

  async signIn(who: SignIn): Promise<SessionResponse> {
    const session = await this.wire.session({ shop: this.shop, ...who });
    this.resume(session);
    return session;
  }

  resume(session: SessionResponse): void {
    this.#live?.abort(new Error('somebody else signed in'));
    this.#live = new AbortController();
    this.#session.next(session);
    // The new sign-in may be at another location, about which the stream's places say nothing.
    for (const each of this.#attached) each.source.ask();
    void this.#follow(AbortSignal.any([this.#live.signal, this.#stop.signal]));
  }

  signOut(): void {
    this.#live?.abort(new Error('signed out'));
    this.#live = undefined;
    this.#session.next(undefined);
    this.#connection.next('signed-out');
  }

  async sync(trigger: Trigger = 'manual'): Promise<SyncResult> {
    for (let round = 0; round < mostBarriers; round++) {
      const { heads, readAt, shopify, changed } = await this.wire.sync(trigger, this.#stop.signal);
      await Promise.all([...this.#attached].map(each => each.inSync()));
      const isBehind = (each: Attachable) =>
        !isRecord(each.name) && !covers(each.place, parseCheckpoint(heads[each.name]));
      if (![...this.#attached].some(isBehind)) return { readAt, shopify, changed };
    }
    throw new ReplicationError('offline', 'What is stored is still behind the server.');
  }

  session(signal: AbortSignal): Promise<SessionResponse> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const onAbort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
      const subscription = this.#session.subscribe(session => {
        if (!session) return;
        signal.removeEventListener('abort', onAbort);
        resolve(session);
        queueMicrotask(() => subscription.unsubscribe());
      });
      signal.addEventListener('abort', () => subscription.unsubscribe(), { once: true });
    });
  }

  async scope(name: ReplicatedName, signal: AbortSignal): Promise<string> {
    const { location } = await this.session(signal);
    return isRecord(name) ? '' : scopeFor(name, location.id);
  }

  report(error: ReplicationError): void {
    this.#errors.next(error);
  }

  pause(failures: number, signal: AbortSignal): Promise<void> {
    const { reconnectMs = 1_000, random = Math.random } = this.#options;
    const ms = Math.min(longestPauseMs, reconnectMs * 2 ** Math.min(failures, 10)) * (0.5 + random());
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }

  attach(replication: Attachable): () => void {
    this.#attached.add(replication);
    return () => this.#attached.delete(replication);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new ReplicationError('offline', 'The connection was closed.'));
    this.signOut();
    await Promise.all([...this.#attached].map(each => each[Symbol.asyncDispose]()));
    this.#session.complete();
    this.#connection.complete();
    this.#errors.complete();
  }

  /** Keeps the stream open; while there is none, asks for the heads before each try. */
  async #follow(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      this.#connection.next(failures === 0 ? 'connecting' : 'offline');
      try {
        if (failures > 1) this.#takeHeads(await this.wire.heads(signal));
        for await (const event of this.wire.stream(signal)) {
          if (event.type === 'hello') {
            failures = 0;
            this.#connection.next('live');
          }
          this.#take(event);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.report(
          error instanceof ReplicationError
            ? error
            : new ReplicationError('offline', String(error), { cause: error }),
        );
      }
      if (!signal.aborted) await this.pause(failures, signal);
    }
  }

  #take(event: LiveEvent): void {
    switch (event.type) {
      case 'hello':
      case 'heartbeat':
        return this.#takeHeadsOfCaches(event.heads);
      case 'promise-heads':
        for (const name of recordNames) this.#of(name, each => each.source.takeHead(event.heads[name]));
        return;
      case 'resync':
        for (const each of this.#attached) each.source.ask();
        return;
      case 'documents':
      case 'written':
        return this.#of(event.collection, each => each.source.takeNews(event));
    }
  }

  /** Requested heads cover only caches: records are pulled. */
  #takeHeads(heads: Heads): void {
    this.#takeHeadsOfCaches(heads);
    for (const name of recordNames) this.#of(name, each => each.source.ask());
  }

  #takeHeadsOfCaches(heads: Heads): void {
    for (const name of Object.keys(heads) as CollectionName[])
      this.#of(name, each => each.source.takeHead(heads[name]));
  }

  #of(name: ReplicatedName, act: (replication: Attachable) => void): void {
    for (const each of this.#attached) if (each.name === name) act(each);
  }
}
