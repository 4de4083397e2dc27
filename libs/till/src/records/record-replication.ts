import { backoff } from '@tidemark/conflict';
import { covers, parseCheckpoint, type Checkpoint, type RecordEvent } from '@tidemark/protocol';
import type { RecordName } from '@tidemark/schema';
import { fillWithDefaultSettings, getRxReplicationMetaInstanceSchema } from 'rxdb';
import type { Fence } from '../sync/fence.ts';
import { mustContinue } from '../sync/replication.ts';
import type { Wire } from '../wire/wire.ts';
import { WireError } from '../wire/wire-error.ts';
import { beginHistory } from './history.ts';
import type { Ledger } from './marks/ledger.ts';
import { markId } from './marks/marks.ts';
import type { RecordDocument } from './record-schemas.ts';
import type { RecordStore } from './record-store.ts';
import { PushQueue } from './push-queue.ts';
import { round, type RoundParts } from './round.ts';
import { settlePage, sorted } from './take-page.ts';

export interface ReplicationParts {
  readonly store: RecordStore;
  readonly ledger: Ledger;
  readonly wire: Pick<Wire, 'push' | 'pull'>;
  readonly shop: string;
  /** Undefined while no person is signed in: then nothing is sent or asked. */
  readonly tillId: () => string | undefined;
  readonly random: () => number;
  /** Each write asks it first: another tab may do this by now. */
  readonly fence: Fence;
  /** Hears why the last turn failed; undefined when it did not. */
  readonly onTrouble: (name: RecordName, error: unknown) => void;
}

type Direction = 'push' | 'pull';

type WrittenEvent = Extract<RecordEvent, { type: 'written' }>;

const pageSize = 500;
const longestWaitMs = 30_000;
/** The most news that waits for its turn; beyond this it is asked for anew. */
const mostNews = 200;

/**
 * Keeps one collection of records replicated, turn by turn, while it is needed and a person is signed in. What is
 * unsent goes as soon as it is written. What fails is tried again after a growing wait, each direction on its own.
 */
export class RecordReplication implements AsyncDisposable {
  readonly name: RecordName;
  readonly #parts: ReplicationParts;
  readonly #queue: PushQueue;
  readonly #stop = new AbortController();
  readonly #news: WrittenEvent[] = [];
  /**
   * What did not fit its schema when it was pulled; the next pull tells whether the server has it so, or it broke on
   * the way.
   */
  readonly #odd = new Set<string>();
  /** Carts that RxDB's memory calls known to the server, without a note here that the server has them so. */
  readonly #doubted = new Set<string>();
  #wantsPull = false;
  #pushFailures = 0;
  #pullFailures = 0;
  /** The waits before the next try: timers, since a clock may be set back by an hour. */
  readonly #waits = new Map<Direction, ReturnType<typeof setTimeout>>();
  #running: Promise<void> | undefined;
  #pulls = new Set<() => void>();
  #meta: { identifier: string; instance: Promise<RoundParts<RecordDocument>['meta']> } | undefined;

  constructor(name: RecordName, parts: ReplicationParts) {
    this.name = name;
    this.#parts = parts;
    this.#queue = new PushQueue(parts);
  }

  /** Something was written here, or the server may have news. */
  poke(what: 'written' | 'news'): void {
    if (what === 'news') this.#wantsPull = true;
    this.#go();
  }

  /** Ends all waits: the network may be back. */
  retryNow(): void {
    this.#endWait('push');
    this.#endWait('pull');
    this.poke('news');
  }

  takeHead(head: string): void {
    if (!covers(this.#parts.ledger.place(this.name), parseCheckpoint(head))) this.poke('news');
  }

  takeNews(event: WrittenEvent): void {
    if (covers(this.#parts.ledger.place(this.name), parseCheckpoint(event.checkpoint))) return;
    if (this.#news.length < mostNews) this.#news.push(event);
    this.poke('news');
  }

  /** Resolves when a pull that began after this call has come to the end, or has failed. */
  pulled(): Promise<void> {
    const answer = new Promise<void>(resolve => this.#pulls.add(resolve));
    this.#endWait('pull');
    this.poke('news');
    return this.#parts.tillId() === undefined ? Promise.resolve() : answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endWait('push');
    this.#endWait('pull');
    this.#stop.abort(new Error('the till was closed'));
    await this.#running;
    await (await this.#meta?.instance.catch(() => undefined))?.close();
  }

  #go(): void {
    if (this.#running || this.#stop.signal.aborted || this.#parts.tillId() === undefined) return;
    const push = !this.#waits.has('push') && this.#parts.ledger.due(this.name).length > 0;
    const pull = !this.#waits.has('pull') && this.#wantsPull;
    if (!push && !pull) return;
    this.#running = this.#turn(push, pull).finally(() => {
      this.#running = undefined;
      this.#go();
    });
  }

  #wait(direction: Direction, ms: number): void {
    this.#endWait(direction);
    const again = (): void => {
      this.#waits.delete(direction);
      this.#go();
    };
    this.#waits.set(direction, setTimeout(again, ms));
  }

  #endWait(direction: Direction): void {
    clearTimeout(this.#waits.get(direction));
    this.#waits.delete(direction);
  }

  async #turn(push: boolean, pull: boolean): Promise<void> {
    const { ledger, tillId } = this.#parts;
    const waiting = pull ? [...this.#pulls] : [];
    const sent = push ? ledger.due(this.name) : [];
    const offered = new Set<string>();
    let failedAt: Direction = 'pull';
    let page: { documents: RecordDocument[]; checkpoint: Checkpoint; isLast: boolean } | undefined;
    try {
      const own = tillId();
      if (own === undefined) return;
      // Before any await: a caller that asks from now on must wait for the next pull.
      if (pull) this.#wantsPull = false;
      if (ledger.epoch === undefined) await this.#learnHistory(own);
      failedAt = push ? 'push' : 'pull';
      await round<RecordDocument>({
        identifier: this.#identifier,
        collection: this.#collection.rx as never,
        meta: await this.#openMeta(),
        signal: this.#stop.signal,
        fence: this.#parts.fence,
        pull: async () => {
          if (!pull) return [];
          try {
            page = await this.#page(own, waiting.length === 0);
          } catch (error) {
            failedAt = 'pull';
            throw error;
          }
          return page.documents as never;
        },
        pulled: async () => {
          await this.#parts.fence();
          if (page) await settlePage(this.name, page, this.#collection, ledger);
          if (page?.isLast) this.#tell(waiting);
          this.#pullFailures = 0;
        },
        unsent: async () => (push ? this.#collection.rawByIds(sent) : []),
        push: rows => {
          for (const { newDocumentState } of rows) offered.add(newDocumentState.id);
          return this.#queue.send(this.name, rows, this.#stop.signal) as never;
        },
        isUnknown: id => ledger.isUnsent(this.name, id) && (this.name !== 'carts' || this.#doubted.has(id)),
        isRefused: id => ledger.refusal(this.name, id) !== undefined,
      });
      if (page && !page.isLast) this.#wantsPull = true;
      await this.#settlePush(sent, offered);
      this.#parts.onTrouble(this.name, undefined);
    } catch (error) {
      if (this.#stop.signal.aborted) return this.#tell(waiting);
      if (error instanceof WireError && error.code === 'checkpoint-lost')
        await ledger.note(markId.place(this.name), {}).catch(() => undefined);
      this.#failed(failedAt, pull);
      this.#parts.onTrouble(this.name, error);
      this.#tell(waiting);
    }
  }

  /**
   * Looks in the storage for what was sent.
   * @throws where it is not stored as sent: then it goes again, later.
   */
  async #settlePush(sent: readonly string[], offered: ReadonlySet<string>): Promise<void> {
    if (sent.length === 0) return;
    const { ledger } = this.#parts;
    ledger.take(this.name, (await this.#collection.byIds(sent)) as never);
    const due = new Set(ledger.due(this.name));
    const left = sent.filter(id => due.has(id));
    // A cart may have changed meanwhile: it goes with the next turn.
    if (this.name === 'carts') this.#doubt(sent, left, offered);
    else if (left.length > 0) throw new Error('what the server answered was not stored');
    this.#pushFailures = 0;
  }

  /**
   * Notes carts that RxDB did not send, because its own memory says that the server has them. They are due all the
   * same, since the note of what the server acknowledged is damaged or lost. The next turn sends them past that memory,
   * so that the server says what it has.
   * @throws where that turn did not send them either.
   */
  #doubt(sent: readonly string[], left: readonly string[], offered: ReadonlySet<string>): void {
    const unsent = left.filter(id => !offered.has(id));
    const again = unsent.filter(id => this.#doubted.has(id));
    for (const id of sent) this.#doubted.delete(id);
    for (const id of unsent) this.#doubted.add(id);
    if (again.length > 0) throw new Error(`carts ${again.join(', ')} could not be sent`);
  }

  #failed(at: Direction, pull: boolean): void {
    if (pull) this.#wantsPull = true;
    const failures = at === 'push' ? ++this.#pushFailures : ++this.#pullFailures;
    const ms = Math.min(backoff(failures, this.#parts.random()), longestWaitMs);
    this.#wait('push', ms);
    if (at === 'pull') this.#wait('pull', ms);
  }

  #tell(waiting: readonly (() => void)[]): void {
    for (const each of waiting) {
      this.#pulls.delete(each);
      each();
    }
  }

  /** The next news; leaves out news that came during a pull and is older than what the pull brought. */
  #nextNews(held: Checkpoint | undefined): WrittenEvent | undefined {
    let next = this.#news.shift();
    while (next && covers(held, parseCheckpoint(next.checkpoint))) next = this.#news.shift();
    return next;
  }

  /** The next page: made of news that follows what is held, if news may be used, else asked for. */
  async #page(
    tillId: string,
    mayBeNews: boolean,
  ): Promise<{ documents: RecordDocument[]; checkpoint: Checkpoint; isLast: boolean }> {
    const { ledger, wire, shop } = this.#parts;
    const from = ledger.place(this.name);
    const next = this.#nextNews(from);
    if (mayBeNews && next && from && covers(from, parseCheckpoint(next.from))) {
      const { documents, odd } = sorted(this.name, next.documents, shop);
      const checkpoint = parseCheckpoint(next.checkpoint);
      if (odd.length === 0) return { documents, checkpoint, isLast: this.#news.length === 0 };
    }
    this.#news.length = 0;
    const answer = await wire.pull(this.name, from, pageSize, this.#stop.signal);
    const checkpoint = parseCheckpoint(answer.checkpoint);
    mustContinue(from, checkpoint, answer.documents.length);
    const isLast = answer.digest !== undefined;
    if (!isLast && answer.documents.length === 0)
      throw new Error(`${this.name}: an empty page that is not the last`);
    if (ledger.epoch !== checkpoint.epoch) await beginHistory(ledger, checkpoint.epoch, tillId);
    const { documents, odd } = sorted(this.name, answer.documents, shop);
    this.#mustBeKnownAsOdd(odd);
    return { documents, checkpoint, isLast };
  }

  /**
   * @throws where something does not fit for the first time. Its page is asked for again, and skips it only if it still
   * does not fit.
   */
  #mustBeKnownAsOdd(ids: readonly string[]): void {
    const first = ids.filter(id => !this.#odd.has(id));
    for (const id of first) this.#odd.add(id);
    if (first.length > 0)
      throw new Error(`${this.name} ${first.join(', ')} did not fit, and is asked for again`);
  }

  async #learnHistory(tillId: string): Promise<void> {
    const { checkpoint } = await this.#parts.wire.pull(this.name, undefined, 1, this.#stop.signal);
    await beginHistory(this.#parts.ledger, parseCheckpoint(checkpoint).epoch, tillId);
  }

  get #collection() {
    return this.#parts.store.of(this.name) as never as ReturnType<RecordStore['of']>;
  }

  get #identifier(): string {
    return `promises-${this.#parts.ledger.epoch}`;
  }

  /** RxDB's memory of what the server has, one for each history. */
  async #openMeta(): Promise<RoundParts<RecordDocument>['meta']> {
    const identifier = this.#identifier;
    if (this.#meta?.identifier !== identifier) {
      await (await this.#meta?.instance)?.close();
      this.#meta = { identifier, instance: this.#createMeta(identifier) };
      this.#meta.instance.catch(() => (this.#meta = undefined));
    }
    return this.#meta.instance;
  }

  async #createMeta(identifier: string): Promise<RoundParts<RecordDocument>['meta']> {
    const { database } = this.#parts.store;
    const hash = await database.hashFunction(`${this.name}-${identifier}`);
    return database.storage.createStorageInstance({
      databaseName: database.name,
      collectionName: `meta-${this.name}-${hash.slice(0, 16)}`,
      databaseInstanceToken: database.token,
      multiInstance: database.multiInstance,
      options: {},
      schema: fillWithDefaultSettings(
        getRxReplicationMetaInstanceSchema(this.#collection.rx.schema.jsonSchema as never, false) as never,
      ),
      devMode: false,
    } as never) as never;
  }
}
