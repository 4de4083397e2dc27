/** For worlds that wire the server's parts themselves. */
export { createApp } from './app.ts';
export type { ServerParts } from './deps.ts';
export { issueToken } from './auth/session.ts';
export { examine } from './doctor/examine.ts';
