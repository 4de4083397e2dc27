import { describeEffects } from '../contract/effects.contract.ts';
import { describeJournals } from '../contract/journal.contract.ts';
import { describeMirror } from '../contract/mirror.contract.ts';
import { describePrivacy } from '../contract/privacy.contract.ts';
import { describeRecords } from '../contract/records.contract.ts';
import { describeRedactions } from '../contract/redactions.contract.ts';
import { describeRegister } from '../contract/register.contract.ts';
import { describeRetirement } from '../contract/retire.contract.ts';
import { onPostgres, openTestMirror } from './testing-mirror.ts';

/** The same suites as for SQLite, and every rule of them: nothing is left out. */
onPostgres(() => {
  const open = () => openTestMirror();
  describeMirror('PostgresMirror', open);
  describeRecords('PostgresPromises', open);
  describeEffects('PostgresEffects', open);
  describeJournals('PostgresJournals', open);
  describeRetirement('PostgresRetirement', open);
  describeRegister('PostgresRegister', open);
  describePrivacy('PostgresPrivacy', open);
  describeRedactions('PostgresRedactions', open);
});
