import { afterAll, expect, test } from 'vitest';
import { describeEffects } from '../contract/effects.contract.ts';
import { describeJournals } from '../contract/journal.contract.ts';
import { describeMirror } from '../contract/mirror.contract.ts';
import type { MirrorStore } from '../contract/mirror-store.ts';
import { describePrivacy } from '../contract/privacy.contract.ts';
import { describeRecords } from '../contract/records.contract.ts';
import { describeRedactions } from '../contract/redactions.contract.ts';
import { describeRegister } from '../contract/register.contract.ts';
import { describeRetirement } from '../contract/retire.contract.ts';
import { whyNoPostgres } from './testing-postgres.ts';
import { dropTemplate, openTestMirror } from './testing-mirror.ts';

const why = whyNoPostgres();
if (why !== undefined) {
  console.warn(why);
  test('no PostgreSQL', () => expect(why).toContain('do not run'));
} else {
  afterAll(dropTemplate);
  const open = (): Promise<MirrorStore> => openTestMirror();
  describeMirror('PostgresMirror', open);
  describeRecords('PostgresPromises', open);
  describeEffects('PostgresEffects', open);
  describeJournals('PostgresJournals', open);
  describeRetirement('PostgresRetirement', open);
  describeRegister('PostgresRegister', open);
  describePrivacy('PostgresPrivacy', open);
  describeRedactions('PostgresRedactions', open);
}
