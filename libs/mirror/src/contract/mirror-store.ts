import type { Findings, Inbox, Mirror } from './mirror.ts';
import type { Privacy } from './privacy.ts';
import type { Records } from './records.ts';
import type { Connections } from './connections.ts';
import type { Register } from './register.ts';
import type { StoreError } from './store-error.ts';

/** Everything that a server stores. */
export interface MirrorStore extends AsyncDisposable {
  readonly mirror: Mirror;
  readonly records: Records;
  readonly inbox: Inbox;
  readonly findings: Findings;
  readonly register: Register;
  readonly connections: Connections;
  readonly privacy: Privacy;
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
