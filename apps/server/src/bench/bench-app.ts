import type { MirrorStore } from '@tidemark/mirror';
import { pino } from 'pino';
import { createApp } from '../app.ts';

/** The secret of the sessions that benchmarks issue. */
export const benchSecret = new TextEncoder().encode('x'.repeat(32));

/** The server's routes over a store, without a shop behind it: for benchmarks of pushes and streams. */
export function benchApp(store: MirrorStore): ReturnType<typeof createApp> {
  return createApp({
    mirror: store.mirror,
    records: store.records,
    inbox: store.inbox,
    register: store.register,
    ingests: new Map(),
    submits: new Map(),
    webhookSecrets: [],
    sessionSecret: benchSecret,
    corsOrigins: [],
    allowLocalOrigins: false,
    imageOrigin: undefined,
    posFolder: undefined,
    version: 'bench',
    now: Date.now,
    log: pino({ level: 'silent' }),
  });
}
