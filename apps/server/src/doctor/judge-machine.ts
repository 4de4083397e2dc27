import type { MirrorLook } from '@tidemark/mirror';
import { look, ok, unknown, wrong, type Finding } from './finding.ts';

/** The folder of the mirror, as the system shows it. */
export interface FolderFacts {
  readonly folder: string;
  readonly exists: boolean;
  readonly isWritable: boolean;
  /** Whether users other than the server's may read it. */
  readonly isOpenToOthers: boolean;
  /** Free on its disk, in bytes. */
  readonly freeBytes: number;
  /** Size of the mirror, in bytes; 0 if there is none yet. */
  readonly mirrorBytes: number;
}

/** A shop of ten thousand products takes about 100 MB: less room than this soon fills. */
const leastFreeBytes = 500_000_000;
/** A backup needs as much room as the mirror, and so does an upgrade that rebuilds it. */
const roomForCopies = 2;

export function judgeFolder(facts: FolderFacts): Finding {
  const { folder, exists, isWritable, isOpenToOthers, freeBytes, mirrorBytes } = facts;
  if (!exists)
    return look(
      'data',
      `${folder} is not there yet`,
      'The server makes it at its first start. If it ran before, DATA_DIR is wrong.',
    );
  if (!isWritable)
    return wrong(
      'data',
      `this user may not write in ${folder}`,
      'Run the doctor as the server’s user, and let that user write there.',
    );
  const seen = `${folder}: the mirror has ${megabytes(mirrorBytes)}, ${megabytes(freeBytes)} are free`;
  const neededBytes = Math.max(leastFreeBytes, roomForCopies * mirrorBytes);
  if (freeBytes < neededBytes)
    return look('data', seen, `Make room: a backup and an upgrade need ${megabytes(neededBytes)}.`);
  if (isOpenToOthers)
    return look(
      'data',
      `${seen}; other users of this machine can read it`,
      `chmod 700 ${folder}, since customers’ names are in it.`,
    );
  return ok('data', seen);
}

/** What the running server said of itself. */
export interface ServerWords {
  readonly alarms: readonly string[];
}

/** Judges the mirror: a running server owns the file, and is asked instead. */
export function judgeMirror(mirror: MirrorLook, server: ServerWords | 'not-told' | undefined): Finding {
  switch (mirror.kind) {
    case 'none':
      return look('mirror', 'there is none yet', 'Start the server: it reads the shop.');
    case 'whole':
      return ok('mirror', 'the file is whole; no server runs on it');
    case 'damaged':
      return wrong('mirror', mirror.message, 'Put a backup in its place: npm run restore -- --list');
    case 'unreadable':
      return wrong('mirror', mirror.message, 'Let this user read and write the file and its folder.');
    case 'owned':
      return judgeServer(server);
  }
}

/** The same for a mirror in PostgreSQL. */
export function judgeDatabase(mirror: MirrorLook, server: ServerWords | 'not-told' | undefined): Finding {
  switch (mirror.kind) {
    case 'whole':
      return ok('mirror', 'the database answers, and has a mirror; no server runs on it');
    case 'damaged':
      return wrong('mirror', mirror.message, 'Restore the database from its backups.');
    case 'unreadable':
      return wrong(
        'mirror',
        mirror.message,
        'Is DATABASE_URL right, and does the database let this machine in?',
      );
    default:
      return judgeMirror(mirror, server);
  }
}

/** What the doctor says of backups where PostgreSQL has the mirror: it cannot see them. */
export const copiedElsewhere: Finding = look(
  'backups',
  'the database is copied by its own means, which are not seen from here',
  'See to base backups with an archive of its log, and try a restore: docs/operating/postgres.md.',
);

function judgeServer(server: ServerWords | 'not-told' | undefined): Finding {
  if (server === undefined)
    return wrong(
      'mirror',
      'a process has the file open, but no server answers at HOST and PORT',
      'Is PORT the one that the server was started with? Otherwise end that process, and start the server.',
    );
  if (server === 'not-told')
    return unknown(
      'mirror',
      'a server runs on it, and does not tell its alarms',
      'Set METRICS_TOKEN to the server’s, to see them.',
    );
  if (server.alarms.length === 0) return ok('mirror', 'a server runs on it, and has no alarm');
  return wrong(
    'mirror',
    `a server runs on it, with alarms: ${server.alarms.join('; ')}`,
    'Menu > Sync All on a till says more.',
  );
}

const hourMs = 3_600_000;
/** A backup is late after this many of its intervals. */
const lateAfter = 2;

/** Judges the backups. `newestAt`: milliseconds since the epoch; undefined: there is none. */
export function judgeBackups(
  newestAt: number | undefined,
  { backupHours, backupsKept }: { readonly backupHours: number; readonly backupsKept: number },
  now: number,
  hasMirror: boolean,
): Finding {
  if (backupsKept === 0)
    return look(
      'backups',
      'BACKUPS_KEPT=0: none are made',
      'Back up DATA_DIR by other means, or set BACKUPS_KEPT.',
    );
  if (newestAt === undefined)
    return hasMirror
      ? look(
          'backups',
          'there is none',
          `The server makes one every ${backupHours} h while it runs. While it is stopped, npm run restore -- --backup makes one.`,
        )
      : ok('backups', 'none, as there is nothing to back up');
  const hours = Math.max(0, Math.round((now - newestAt) / hourMs));
  const seen = `the newest is ${hours} h old`;
  return now - newestAt > lateAfter * backupHours * hourMs
    ? look(
        'backups',
        seen,
        `One is due every ${backupHours} h while the server runs. Its log says why there was none.`,
      )
    : ok('backups', seen);
}

/** Judges the security log by what is wrong with it. */
export function judgeSecurityLog(log: {
  readonly lines: number;
  readonly faults: readonly string[];
}): Finding {
  if (log.faults.length > 0)
    return wrong(
      'security log',
      `it is not whole: ${log.faults[0] ?? ''}`,
      'Somebody removed or altered lines, or a disk did: npm run restore -- --check-log says which.',
    );
  return ok(
    'security log',
    log.lines === 0 ? 'nothing was noted yet' : `${log.lines.toLocaleString('en')} lines, whole`,
  );
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
}
