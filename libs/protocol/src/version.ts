/** Raise it whenever the shape of a message changes; `version.test.ts` fails otherwise. */
export const protocolVersion = 13;

/**
 * Versions in which a till may sign in and push: nothing that a till wrote before its update is turned away. All other
 * routes take `protocolVersion` alone.
 */
export const writingVersions: readonly number[] = [9, 10, 11, 12, protocolVersion];

/** Request header with the till's protocol version. A different version is answered `client-outdated`. */
export const protocolHeader = 'tidemark-protocol';

/**
 * Response header of every answer under /api: the server's time when it read the request, milliseconds since the epoch.
 */
export const timeHeader = 'tidemark-time';
