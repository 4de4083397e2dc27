/** Raise it whenever the shape of a message changes; `version.test.ts` fails otherwise. */
export const protocolVersion = 9;

/** Request header with the till's protocol version. A different version is answered `client-outdated`. */
export const protocolHeader = 'tidemark-protocol';

/**
 * Response header of every answer under /api: the server's time when it read the request, milliseconds since the epoch.
 */
export const timeHeader = 'tidemark-time';
