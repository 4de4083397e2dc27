/** Raised whenever the shape of a message changes; `version.test.ts` notices a change without it. */
export const protocolVersion = 9;

/** Request header in which a till says which version it speaks. Another one is answered `client-outdated`. */
export const protocolHeader = 'tidemark-protocol';

/** Response header of every answer under /api: the server's time as it read the request, milliseconds since the epoch. */
export const timeHeader = 'tidemark-time';
