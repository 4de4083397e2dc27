import { join } from 'node:path';
import {
  openPostgresMirror,
  openSqliteMirror,
  type MirrorStore,
  type MirrorStoreOptions,
} from '@tidemark/mirror';
import type { Config } from './config/config.ts';

type StoreEvents = Pick<MirrorStoreOptions, 'newEpoch' | 'onTrouble' | 'onListenerError' | 'onUpgrade'> & {
  /** The database was restored, or a standby promoted: what is remembered of the shops may be wrong. */
  readonly onNewHistory: () => void;
};

/**
 * [A97] Opens the mirror where the settings say: in a PostgreSQL database, which servers share, or in an SQLite file of this
 * process alone. The only place that chooses the engine.
 * @throws StoreError when it cannot be opened, or another server has the file.
 */
export function openStore(
  { databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>,
  { onNewHistory, onUpgrade, ...events }: StoreEvents,
): Promise<MirrorStore> {
  if (databaseUrl !== undefined)
    return openPostgresMirror({ ...events, url: databaseUrl, folder: dataDir, onNewHistory });
  return openSqliteMirror({
    ...events,
    file: join(dataDir, 'mirror.sqlite'),
    ...(onUpgrade && { onUpgrade }),
  });
}
