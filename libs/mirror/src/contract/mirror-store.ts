import type { Findings, Inbox, Mirror } from './mirror.ts';
import type { Privacy } from './privacy.ts';
import type { Records } from './records.ts';
import type { Connections } from './connections.ts';
import type { Lease, Leases } from './leases.ts';
import type { NewLimiter } from './limits.ts';
import type { Questions } from './questions.ts';
import type { Register } from './register.ts';
import type { StoreError } from './store-error.ts';

/** What the owner of a shop reads and writes. */
export interface OwnedStore {
  readonly mirror: Mirror;
  readonly records: Records;
  readonly inbox: Inbox;
  readonly findings: Findings;
  readonly privacy: Privacy;
}

/** What changed: rows that were committed, asked or answered; or which shops are owned. */
export type SignalTopic = 'rows' | 'owners';

/** Says to other processes that something changed. May fail silently: the rows are the truth. */
export interface Signals {
  tell(topic: SignalTopic): void;
  /** Calls `listener` when another process told something about this. Returns a function that stops it. */
  on(topic: SignalTopic, listener: () => void): () => void;
}

/** Everything that a server stores. */
export interface MirrorStore extends OwnedStore, AsyncDisposable {
  readonly register: Register;
  readonly connections: Connections;
  readonly leases: Leases;
  readonly questions: Questions;
  readonly signals: Signals;
  readonly newLimiter: NewLimiter;
  /** Whether other processes may have the store open too. */
  readonly isShared: boolean;
  /**
   * [M60] The same store for the owner of a shop: whatever it writes is refused with `fenced` once the lease is another's, also
   * where the process was stopped for so long that it does not know.
   */
  owned(lease: Lease): OwnedStore;
  /**
   * [M61] From when it resolves until its end, what other processes commit to this shop is announced like what this one
   * does, within a second. One announcement may be made for many commits, or twice for one.
   */
  watch(shop: string): Promise<Disposable>;
  /** [M16] Why nothing could be stored when it was last tried; undefined when it could. */
  trouble(): StoreError | undefined;
  /** [M27] Resolves when every row that existed at the opening was checked: from then on pages are quicker. */
  swept(): Promise<void>;
  /**
   * [M18] Copies everything, as of one moment, into a new file.
   * @throws CopiedElsewhereError where a database server makes the copies.
   */
  backUp(to: string): Promise<void>;
}
