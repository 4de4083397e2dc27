import { StoreError, type StoreErrorKind } from '../contract/store-error.ts';

/** Errors of the server about the store itself: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const kinds: readonly (readonly [code: RegExp, kind: StoreErrorKind])[] = [
  [/^(08|57P0)/, 'unreachable'],
  // No free connection, a wrong password, no such database, a transaction that was left open for too long.
  [/^(53300|28P01|28000|3D000|25P03)$/, 'unreachable'],
  // A lock or a statement that took longer than it may.
  [/^(55P03|57014)$/, 'busy'],
  [/^53100$/, 'full'],
  // A standby, no permission, a disk that fails.
  [/^(25006|42501|58030)$/, 'unwritable'],
  [/^XX00[12]$/, 'damaged'],
];

/** Errors of the connection, as Node.js names them. */
const lost = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'],
  ...['ENETUNREACH', 'ECONNABORTED', 'ENOENT'],
]);

/** Errors of the client have no code: these say that its connection is gone. */
const lostWords =
  /^(Connection terminated|Client (has encountered|was closed)|timeout (expired|exceeded when trying to connect))/;

const words: Readonly<Record<StoreErrorKind, string>> = {
  owned: 'another server is running on it',
  full: 'its disk is full',
  unwritable: 'it cannot be written',
  damaged: 'the database is damaged',
  unreachable: 'it cannot be reached',
  busy: 'it was busy for too long',
  moved: 'it was moved',
  fenced: 'another process owns the shop',
};

/** Returns what the client threw as a StoreError if it is about the store; anything else unchanged. */
export function asPostgresError(cause: unknown, where: string): unknown {
  if (!(cause instanceof Error) || cause instanceof StoreError) return cause;
  const kind = kindOf(cause);
  if (kind === undefined) return cause;
  const reason = cause.message || String((cause as NodeJS.ErrnoException).code);
  return new StoreError(kind, where, `the mirror in ${where}: ${words[kind]} (${reason})`, { cause });
}

function kindOf(cause: Error): StoreErrorKind | undefined {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined) return lostWords.test(cause.message) ? 'unreachable' : undefined;
  if (lost.has(code)) return 'unreachable';
  return kinds.find(([pattern]) => pattern.test(code))?.[1];
}

/** Where a database is, without the password. */
export function whereIs(url: string): string {
  if (!URL.canParse(url)) return 'PostgreSQL';
  const { host, pathname, searchParams } = new URL(url);
  return `${host || (searchParams.get('host') ?? 'localhost')}${pathname}`;
}
