import type { MirrorStore } from './contract/mirror-store.ts';
import { openSqliteMirror } from './sqlite/open.ts';

export { describeJournals } from './contract/journal.contract.ts';
export { describeMirror } from './contract/mirror.contract.ts';
export { describeRecords } from './contract/records.contract.ts';
export { describeEffects } from './contract/effects.contract.ts';
export { describeRetirement } from './contract/retire.contract.ts';
export { describePrivacy } from './contract/privacy.contract.ts';
export { describeRedactions } from './contract/redactions.contract.ts';
export { describeConnections } from './contract/connections.contract.ts';
export { describeRegister } from './contract/register.contract.ts';

export { mirrorDatabase, onPostgres, openIn } from './postgres/testing-mirror.ts';
export { connectTo } from './postgres/testing-postgres.ts';

/** A mirror that is gone when it is closed, with epoch 'e1'. */
export function openMemoryMirror(): Promise<MirrorStore> {
  return openSqliteMirror({ file: ':memory:', newEpoch: () => 'e1' });
}
