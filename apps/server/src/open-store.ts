import { join } from 'node:path';
import {
  openPostgresMirror,
  openSqliteMirror,
  type MirrorStore,
  type MirrorStoreOptions,
} from '@tidemark/mirror';
import type { Config } from './config/config.ts';

type StoreEvents = Pick<MirrorStoreOptions, 'newEpoch' | 'onTrouble' | 'onListenerError' | 'onUpgrade'> & {
  /** Another server has taken the database while the connection was lost: this process has to end. */
  readonly onOwnerLost: () => void;
};

/**
 * [A97] Opens the mirror where the settings say: in a PostgreSQL database, or in an SQLite file. One server at a time has it.
 * The only place that chooses the engine.
 * @throws StoreError when another server has it, or when it cannot be opened.
 */
export function openStore(
  { databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>,
  { onOwnerLost, onUpgrade, ...events }: StoreEvents,
): Promise<MirrorStore> {
  if (databaseUrl !== undefined)
    return openPostgresMirror({ ...events, url: databaseUrl, folder: dataDir, onOwnerLost });
  return openSqliteMirror({
    ...events,
    file: join(dataDir, 'mirror.sqlite'),
    ...(onUpgrade && { onUpgrade }),
  });
}
