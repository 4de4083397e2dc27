import type { Kysely, Transaction } from 'kysely';
import type { Committed } from '../contract/mirror.ts';
import type { EraseRecord, Erasure } from '../contract/privacy.ts';
import type { RecordCommitted } from '../contract/records.ts';
import type { CommitListeners } from '../documents/commit-listeners.ts';
import type { Tables } from '../tables.ts';
import type { Redactions } from './redactions.ts';

/** What an erasure works with. */
export interface EraseParts {
  readonly db: Kysely<Tables>;
  readonly newEpoch: () => string;
  readonly mirrorNews: CommitListeners<Committed>;
  readonly recordNews: CommitListeners<RecordCommitted>;
  readonly redactions: Redactions;
}

/** Where one erasure works. */
export interface Work extends EraseParts {
  readonly shop: string;
  readonly erasure: Erasure;
  readonly erase: EraseRecord;
}

/** [Y9] Says in the journal of the server which records of tills' journals lost their personal data. */
export function redact(
  trx: Transaction<Tables>,
  { redactions, shop, erasure }: Work,
  epoch: string,
  ids: readonly string[],
): Promise<void> {
  return redactions.append(trx, { shop, epoch }, { ids, reason: 'customer-request', at: erasure.at });
}
