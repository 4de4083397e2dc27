import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Committed } from './contract/mirror.ts';
import type { Lease } from './contract/leases.ts';
import type { MirrorStore, OwnedStore } from './contract/mirror-store.ts';
import type { RecordCommitted } from './contract/records.ts';
import type { DamageListeners } from './damage/damage-listeners.ts';
import type { Sweep } from './damage/sweep.ts';
import type { CommitListeners } from './documents/commit-listeners.ts';
import { fenced } from './documents/fence.ts';
import { SqlMirror } from './documents/sql-mirror.ts';
import { SqlLeases } from './owners/sql-leases.ts';
import { SqlQuestions } from './owners/sql-questions.ts';
import type { ErasureList } from './people/erasure-list.ts';
import type { Redactions } from './people/redactions.ts';
import type { Rewrites } from './people/rewriting.ts';
import { SqlPrivacy } from './people/sql-privacy.ts';
import { SqlRecords } from './records/sql-records.ts';
import { SqlConnections } from './register/sql-connections.ts';
import { SqlRegister } from './register/sql-register.ts';
import type { Tables } from './tables.ts';
import { SqlFindings } from './webhooks/sql-findings.ts';
import { SqlInbox } from './webhooks/sql-inbox.ts';

interface StoreParts {
  readonly db: Kysely<Tables>;
  readonly newEpoch: () => string;
  readonly mirrorNews: CommitListeners<Committed>;
  readonly recordNews: CommitListeners<RecordCommitted>;
  readonly damage: DamageListeners;
  readonly sweep: Sweep;
  readonly redactions: Redactions;
  readonly erasures: ErasureList;
  readonly rewriting: Rewrites;
}

type SqlStores = OwnedStore &
  Pick<MirrorStore, 'register' | 'connections' | 'leases' | 'questions' | 'owned'>;

/** All stores in SQL over one database, of either engine. */
export function sqlStores(parts: StoreParts): SqlStores {
  const { db, newEpoch, erasures } = parts;
  return {
    ...ownedStores(parts),
    register: new SqlRegister(db, newEpoch),
    connections: new SqlConnections(db, newEpoch, erasures),
    leases: new SqlLeases(db),
    questions: new SqlQuestions(db),
    owned: (lease: Lease) => ownedStores({ ...parts, db: fenced(db, lease) }),
  };
}

function ownedStores(parts: StoreParts): OwnedStore {
  const { db, newEpoch, mirrorNews, recordNews, damage, sweep, redactions, erasures, rewriting } = parts;
  return {
    mirror: new SqlMirror(db, newEpoch, mirrorNews, damage, sweep),
    records: new SqlRecords(db, newEpoch, recordNews, damage, sweep.soundness, redactions, randomUUID),
    inbox: new SqlInbox(db),
    findings: new SqlFindings(db),
    privacy: new SqlPrivacy({ db, newEpoch, mirrorNews, recordNews, redactions }, erasures, rewriting),
  };
}
