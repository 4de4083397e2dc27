import { eraseRecord } from '@tidemark/conflict';
import { covers, parseCheckpoint, type Digest } from '@tidemark/protocol';
import type { RecordName } from '@tidemark/schema';
import type { Fence } from '../sync/fence.ts';
import type { Wire } from '../wire/wire.ts';
import { WireError } from '../wire/wire-error.ts';
import { DoubtedCarts } from './doubted-carts.ts';
import { isErasure, type Scrubber } from './erasure.ts';
import type { Ledger } from './marks/ledger.ts';
import { markId } from './marks/marks.ts';
import type { RecordDocument } from './record-schemas.ts';
import type { RecordStore } from './record-store.ts';
import { NewHistory, Pages, type Page, type WrittenEvent } from './pages.ts';
import { RecordProof } from './proof/record-proof.ts';
import { PushQueue } from './push-queue.ts';
import { removeSent } from './retirement.ts';
import { round } from './round.ts';
import { historyName, ServerMemory } from './server-memory.ts';
import { settlePage } from './take-page.ts';
import { waitAfter } from './wait-after.ts';
import { Waits } from './waits.ts';

export interface ReplicationParts {
  readonly store: RecordStore;
  readonly ledger: Ledger;
  readonly wire: Pick<Wire, 'push' | 'pull' | 'digest' | 'bucket' | 'documents'>;
  readonly shop: string;
  /** The till that this browser is; undefined before its first sign-in. */
  readonly tillId: () => string | undefined;
  /** While no person is signed in, nothing is asked, and only a till with a key sends ([T87]). */
  readonly isSignedIn: () => boolean;
  /** Whether this till signs what it sends, and the server knows its key. */
  readonly signs: () => boolean;
  readonly random: () => number;
  /** Each write asks it first: another tab may do this by now. */
  readonly fence: Fence;
  /** Looks at what is about to be stored, and is run after it. */
  readonly scrubber: Pick<Scrubber, 'expect' | 'run' | 'enter' | 'leave'>;
  /** The records were found to be the same here and on the server. */
  readonly onProof: (name: RecordName) => void;
  /** Hears why the last turn failed; undefined when it did not. */
  readonly onTrouble: (name: RecordName, error: unknown) => void;
}

type Direction = 'push' | 'pull';

/** How often what differs is mended and compared again. */
const checkRounds = 3;

/**
 * Keeps one collection of records replicated, turn by turn, while it is needed and a person is signed in. What is
 * unsent goes as soon as it is written. What fails is tried again after a growing wait, each direction on its own.
 */
export class RecordReplication implements AsyncDisposable {
  readonly name: RecordName;
  readonly #parts: ReplicationParts;
  readonly #queue: PushQueue;
  readonly #proof: RecordProof;
  readonly #stop = new AbortController();
  readonly #pages: Pages;
  readonly #doubted = new DoubtedCarts();
  #wantsPull = false;
  /** What differs could not be mended, since it does not fit here: the next check tries again, and no pull does. */
  #isHopeless = false;
  #pushFailures = 0;
  #pullFailures = 0;
  readonly #waits = new Waits<Direction>(() => this.#go());
  #running: Promise<void> | undefined;
  #pulls = new Set<() => void>();
  readonly #memory: ServerMemory;

  constructor(name: RecordName, parts: ReplicationParts) {
    this.name = name;
    this.#parts = parts;
    this.#queue = new PushQueue(parts);
    this.#pages = new Pages(name, { ...parts, signal: this.#stop.signal });
    this.#memory = new ServerMemory(this.#collection.rx as never);
    this.#proof = new RecordProof(name, { ...parts, collection: this.#collection });
  }

  /** These records changed here. */
  changed(ids: readonly string[]): void {
    this.#proof.changed(ids);
    this.poke('written');
  }

  /** The storages that may hold words of a record. */
  async storages(): Promise<readonly unknown[]> {
    const { ledger } = this.#parts;
    const { epoch } = ledger;
    const memory = epoch === undefined ? [] : [await this.#memory.open(historyName(epoch))];
    await this.#memory.replace((id, was) => {
      const isErased = isErasure(this.name, was, ledger.document(this.name, id) ?? was);
      return isErased ? (eraseRecord(this.name, was, 0) as RecordDocument) : undefined;
    });
    return [this.#collection.rx.storageInstance, ...memory];
  }

  /** Something was written here, or the server may have news. */
  poke(what: 'written' | 'news'): void {
    this.#wantsPull ||= what === 'news';
    this.#go();
  }

  /** Ends all waits: the network may be back. */
  retryNow(): void {
    this.#waits.end('push');
    this.#waits.end('pull');
    this.poke('news');
  }

  takeHead(head: string): void {
    if (!covers(this.#parts.ledger.place(this.name), parseCheckpoint(head))) this.poke('news');
  }

  takeNews(event: WrittenEvent): void {
    if (this.#pages.takeNews(event)) this.poke('news');
  }

  /** Resolves when a pull that began after this call has come to the end, or has failed. */
  pulled(): Promise<void> {
    const answer = new Promise<void>(resolve => this.#pulls.add(resolve));
    this.#waits.end('pull');
    this.poke('news');
    return this.#parts.isSignedIn() ? answer : Promise.resolve();
  }

  /** Compares all that is stored with the server, and mends what differs; answers how many records that were. */
  async check(): Promise<number> {
    const before = this.#proof.mended;
    for (let round = 0; round < checkRounds; round++) {
      await this.pulled();
      const found = await this.#alone(() => this.#proof.repair());
      this.#scrub();
      this.#isHopeless = found?.isEqual === false && found.mended === 0;
      if (found?.isEqual) this.#parts.onProof(this.name);
      if (found?.isEqual || this.#isHopeless) break;
    }
    return this.#proof.mended - before;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waits.end('push');
    this.#waits.end('pull');
    this.#stop.abort(new Error('the till was closed'));
    await this.#running;
    await this.#memory[Symbol.asyncDispose]();
  }

  #go(): void {
    if (this.#running || this.#stop.signal.aborted || this.#parts.tillId() === undefined) return;
    const push = !this.#waits.has('push') && this.#mayPush && this.#parts.ledger.due(this.name).length > 0;
    const pull = !this.#waits.has('pull') && this.#wantsPull && this.#parts.isSignedIn();
    if (!push && !pull) return;
    this.#running = this.#turn(push, pull).finally(() => {
      this.#running = undefined;
      this.#go();
    });
  }

  /** Without a session, a till sends what it signs to a server whose history it knows. */
  get #mayPush(): boolean {
    const { ledger, isSignedIn, signs } = this.#parts;
    return isSignedIn() || (signs() && ledger.epoch !== undefined);
  }

  /** Acts between two turns. */
  async #alone<T>(act: () => Promise<T>): Promise<T> {
    while (this.#running) await this.#running;
    this.#stop.signal.throwIfAborted();
    this.#parts.scrubber.enter(this.name);
    const acting = act().finally(() => this.#parts.scrubber.leave(this.name));
    const ended = (): void => {
      this.#running = undefined;
      this.#go();
    };
    this.#running = acting.then(ended, ended);
    return acting;
  }

  async #turn(push: boolean, pull: boolean): Promise<void> {
    const { ledger, tillId, isSignedIn } = this.#parts;
    const waiting = pull ? [...this.#pulls] : [];
    const sent = push ? ledger.due(this.name) : [];
    const offered = new Set<string>();
    const retired: RecordDocument[] = [];
    const left: string[] = [];
    let failedAt: Direction = 'pull';
    let page: Page | undefined;
    try {
      const own = tillId();
      if (own === undefined) return;
      this.#parts.scrubber.enter(this.name);
      // Before any await: a caller that asks from now on must wait for the next pull.
      if (pull) this.#wantsPull = false;
      if (ledger.epoch === undefined && isSignedIn()) await this.#pages.learnHistory(own);
      failedAt = push ? 'push' : 'pull';
      const { epoch } = ledger;
      await round<RecordDocument>({
        identifier: historyName(epoch),
        collection: this.#collection.rx as never,
        meta: await this.#memory.open(historyName(epoch)),
        signal: this.#stop.signal,
        fence: this.#parts.fence,
        pull: async () => {
          if (!pull) return [];
          try {
            page = await this.#pages.next(own, epoch, waiting.length === 0);
          } catch (error) {
            failedAt = 'pull';
            throw error;
          }
          await this.#parts.scrubber.expect(this.name, page.documents);
          return page.documents as never;
        },
        pulled: async () => {
          await this.#parts.fence();
          if (page) left.push(...(await settlePage(this.name, page, this.#collection, ledger, own)));
          if (page?.isLast) this.#tell(waiting);
          this.#pullFailures = 0;
        },
        unsent: async () => (push ? this.#collection.rawByIds(sent) : []),
        push: async rows => {
          for (const { newDocumentState } of rows) offered.add(newDocumentState.id);
          const answered = await this.#queue.send(this.name, rows, this.#stop.signal);
          retired.push(...answered.retired);
          await this.#parts.scrubber.expect(this.name, answered.conflicts as never);
          return answered.conflicts as never;
        },
        isUnknown: id => ledger.isUnsent(this.name, id) && (this.name !== 'carts' || this.#doubted.has(id)),
        isRefused: id => ledger.refusal(this.name, id) !== undefined,
      });
      if (page && !page.isLast) this.#wantsPull = true;
      left.push(...(await this.#leave(retired)));
      await this.#memory.forget(left);
      await this.#settlePush(sent, offered);
      this.#parts.scrubber.leave(this.name);
      // Once at the end of many pages: each scrub writes the logs anew.
      if (page?.isLast ?? true) this.#scrub();
      if (page?.digest && sent.length === 0) await this.#prove(page.digest);
      this.#parts.onTrouble(this.name, undefined);
    } catch (error) {
      this.#parts.scrubber.leave(this.name);
      if (this.#stop.signal.aborted) return this.#tell(waiting);
      if (error instanceof NewHistory) {
        // The next turn reads it, beside what is remembered of this history and not of another.
        this.#wantsPull = true;
        return;
      }
      if (error instanceof WireError && error.code === 'checkpoint-lost')
        await ledger.note(markId.place(this.name), {}).catch(() => undefined);
      this.#failed(failedAt, pull, error);
      this.#parts.onTrouble(this.name, error);
      this.#tell(waiting);
    }
  }

  #scrub(): void {
    void this.#parts.scrubber.run().catch((error: unknown) => this.#parts.onTrouble(this.name, error));
  }

  /** [T89] What the last page of a pull brought is compared at once: it costs what changed. */
  async #prove(digest: Digest): Promise<void> {
    const found = await this.#proof.compare(digest);
    if (found === 'equal') this.#parts.onProof(this.name);
    if (found !== 'differs' || this.#isHopeless) return;
    this.#parts.scrubber.enter(this.name);
    const repair = await this.#proof.repair();
    this.#parts.scrubber.leave(this.name);
    this.#scrub();
    this.#isHopeless = repair?.isEqual === false && repair.mended === 0;
    this.#wantsPull = !this.#isHopeless;
  }

  /** Removes what the server has, and tills have no longer, as it was sent. */
  async #leave(retired: readonly RecordDocument[]): Promise<readonly string[]> {
    if (retired.length === 0) return [];
    await this.#parts.fence();
    const { ledger } = this.#parts;
    return removeSent({ name: this.name, collection: this.#collection as never, ledger }, retired);
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
    if (this.name === 'carts') this.#doubted.take(sent, left, offered);
    else if (left.length > 0) throw new Error('what the server answered was not stored');
    this.#pushFailures = 0;
  }

  #failed(at: Direction, pull: boolean, error: unknown): void {
    if (pull) this.#wantsPull = true;
    const failures = at === 'push' ? ++this.#pushFailures : ++this.#pullFailures;
    const ms = waitAfter(error, failures, this.#parts.random());
    this.#waits.begin('push', ms);
    if (at === 'pull') this.#waits.begin('pull', ms);
  }

  #tell(waiting: readonly (() => void)[]): void {
    for (const each of waiting) {
      this.#pulls.delete(each);
      each();
    }
  }

  get #collection() {
    return this.#parts.store.of(this.name) as never as ReturnType<RecordStore['of']>;
  }
}
