import compression from 'compression';
import cors from 'cors';
import { signatureHeader } from '@tidemark/journal';
import { approvalHeader, defaultLock, ProtocolError, protocolHeader, timeHeader } from '@tidemark/protocol';
import type { Permission } from '@tidemark/schema';
import { memoryLimiter, type SecurityEvent } from '@tidemark/mirror';
import { proxyVerifier, webhookReader } from '@tidemark/shopify';
import express, { type Express, type Request, type Response } from 'express';
import { Arriving } from './http/arriving.ts';
import { Approvals } from './auth/approvals.ts';
import { Attempts } from './auth/attempts.ts';
import type { ServerParts } from './deps.ts';
import { errorHandler } from './http/error-handler.ts';
import { OwnerSessions } from './auth/owner-sessions.ts';
import { requireTill, Sessions, stands, tillOf, type BlockedTills } from './auth/identity.ts';
import { requireKnownHost } from './http/known-host.ts';
import { LateRefusals } from './auth/late-refusals.ts';
import { requireRight } from './auth/require-right.ts';
import { requireSender } from './auth/push-sender.ts';
import { Signatures } from './auth/signatures.ts';
import { mostOfStrangers, mostOfTills, mostOfWebhooks, sessionBody, tillBody } from './http/limits.ts';
import { createMetrics } from './metrics/metrics.ts';
import { bearerOf, mayMonitor } from './metrics/monitoring.ts';
import { pages } from './http/pages.ts';
import { PinQueue } from './auth/pin-queue.ts';
import { jsonBody } from './http/read-body.ts';
import { readPush } from './http/read-push.ts';
import { isAllowed, security } from './http/security.ts';
import { approvalRoute } from './routes/approval.route.ts';
import { auditRoute } from './routes/audit.route.ts';
import { connectRoute } from './routes/connect.route.ts';
import { decisionRoute } from './routes/decision.route.ts';
import { digestRoute } from './routes/digest.route.ts';
import { documentsRoute } from './routes/documents.route.ts';
import { findRoute } from './routes/find.route.ts';
import { healthRoute } from './routes/health.route.ts';
import { headsRoute } from './routes/heads.route.ts';
import { keyRoute } from './routes/key.route.ts';
import { lookupRoute } from './routes/lookup.route.ts';
import { movedRoute } from './routes/moved.route.ts';
import { ownerRoute } from './routes/owner.route.ts';
import { peopleRoute } from './routes/people.route.ts';
import { proxyRoute } from './routes/proxy.route.ts';
import { pullRoute } from './routes/pull.route.ts';
import { pushRoute } from './routes/push.route.ts';
import { sessionRoute } from './routes/session.route.ts';
import { statusRoute } from './routes/status.route.ts';
import { streamRoute } from './routes/stream.route.ts';
import { syncRoute } from './routes/sync.route.ts';
import { requireSignature, webhookRoute } from './routes/webhook.route.ts';
import { Streams } from './stream/streams.ts';

/** The HTTP surface. Dispose it to close the streams. */
export function createApp(parts: ServerParts): { app: Express; streams: Streams } {
  const { mirror, records, inbox, register, ingests, submits, now, log } = parts;
  const storeTrouble = parts.storeTrouble ?? (() => undefined);
  const serves = async (shop: string): Promise<boolean> => parts.shops?.serves(shop) ?? ingests.has(shop);
  const anywhere = parts.anywhere ?? { ingests, submits };
  const attempts = new Attempts(parts.newLimiter ?? memoryLimiter);
  const note = (event: SecurityEvent): void => parts.securityLog?.note(event);
  const blocked: BlockedTills = parts.blockedTills ?? new Set();
  const pins = new PinQueue();
  const refusals = parts.refusals ?? new LateRefusals();
  const approvals = new Approvals({ secret: parts.sessionSecret, register, now });
  const may = (permission: Permission) => requireRight(permission, { approvals, register, note });
  const sessions = new Sessions({ secret: parts.sessionSecret, register, now, note, blocked });
  const signatures = new Signatures();
  const ofTill = {
    arriving: new Arriving(mostOfTills),
    whoOf: (res: Response) => `${tillOf(res).shop} ${tillOf(res).tillId}`,
  };
  const streams = new Streams(mirror, records, {
    onError: error => log.error({ err: error }, 'stream failed'),
    watch: parts.watch,
    stands: async till => !blocked.has(till.tillId) && (await stands(register, till)),
  });
  const metrics = createMetrics(() => streams, { ingests, submits, records, now }, storeTrouble);
  const app = express();
  app.disable('x-powered-by');
  // Hashing an answer takes longer than sending it. Clients that poll ask for heads, which have their own tag.
  app.disable('etag');
  app.set('trust proxy', parts.trustProxy ?? false);
  app.use((req, res, next) => {
    const done = metrics.requests.startTimer({ method: req.method });
    res.on('finish', () => {
      const route = (req.route as { path?: unknown } | undefined)?.path;
      done({ route: typeof route === 'string' ? route : 'other', status: res.statusCode });
    });
    next();
  });
  app.use(security(parts));
  app.use(['/api', '/healthz', '/metrics'], requireKnownHost(parts.publicAddress, parts.hostNames));

  const monitored = (req: Request): boolean => {
    const may = mayMonitor(parts.monitoring, req);
    if (!may && bearerOf(req) !== undefined) note({ what: 'monitoring-refused', address: req.ip ?? '' });
    return may;
  };
  const securityState = () => parts.securityLog?.state();
  app.get(
    '/healthz',
    healthRoute({
      ...{ ingests, submits, records, register, now, storeTrouble, attempts, securityState },
      startTroubles: parts.shops?.troubles ?? new Map(),
      otherServers: parts.shops?.otherServers ?? (() => 0),
      mayMonitor: monitored,
    }),
  );
  app.get('/readyz', async (_req, res) => {
    for (const shop of ingests.keys()) await mirror.heads(shop, '');
    res.json({ ok: true });
  });
  app.get('/metrics', async (req, res) => {
    if (!monitored(req)) throw new ProtocolError('not-signed-in', 'Metrics need the token METRICS_TOKEN.');
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });

  app.post(
    '/webhooks/shopify',
    requireSignature,
    webhookRoute({
      ...{ inbox, ingests: anywhere.ingests, serves },
      read: webhookReader(parts.webhookSecrets),
      arriving: new Arriving(mostOfWebhooks),
      now,
      log,
      note,
      count: result => metrics.webhooks.inc({ result }),
    }),
  );
  app.use(
    '/proxy',
    proxyRoute({
      verify: proxyVerifier(parts.webhookSecrets),
      serves,
      address: parts.publicAddress,
    }),
  );

  const { connecting, publicAddress } = parts;
  if (connecting && publicAddress !== undefined) {
    const owners = new OwnerSessions(parts.sessionSecret, now);
    const begin = (shop: string): Promise<void> => connecting.shops.begin(shop);
    app.use(['/auth', '/owner'], requireKnownHost(publicAddress, parts.hostNames));
    app.use(connectRoute({ ...connecting, owners, begin, publicAddress, note, now }));
    app.use('/owner', ownerRoute({ ...connecting, owners, mirror, register, note, now }));
  }
  app.use(
    '/api',
    cors({
      origin: (origin, allow) => allow(null, isAllowed(parts, origin)),
      exposedHeaders: ['ETag', 'Retry-After', timeHeader],
      allowedHeaders: [
        ...['authorization', 'content-type', 'if-none-match'],
        ...[protocolHeader, signatureHeader, approvalHeader],
      ],
      maxAge: 600,
    }),
  );
  app.use('/api', (_req, res, next) => {
    res.setHeader(timeHeader, Math.trunc(now()));
    next();
  });
  app.use(
    '/api',
    compression({
      // Creating an encoder takes longer than sending a small answer, above all that to a sale.
      threshold: 8192,
      filter: (req, res) => !req.path.endsWith('/stream') && compression.filter(req, res),
    }),
  );
  app.post(
    '/api/session',
    jsonBody({ limit: sessionBody, arriving: new Arriving(mostOfStrangers), whoOf: () => 'anybody' }),
    sessionRoute({
      mirror,
      records,
      register,
      attempts,
      note,
      ...{ pins, refusals },
      sessionSecret: parts.sessionSecret,
      lock: parts.lock ?? defaultLock,
      language: parts.language,
      blocked,
      now,
    }),
  );
  app.post(
    '/api/replication/:collection/push',
    requireSender({ sessions, register, signatures, note, blocked }),
    readPush({ signatures, note, arriving: ofTill.arriving }),
    pushRoute({ records, register, signatures, note, now, log }),
  );
  app.use('/api', requireTill(sessions), jsonBody({ limit: tillBody, ...ofTill }));
  app.post('/api/session/key', keyRoute({ register, note, now }));
  app.post('/api/session/people', peopleRoute({ register }));
  app.post(
    '/api/session/approval',
    approvalRoute({ register, attempts, pins, refusals, approvals, note, now }),
  );
  app.post('/api/sync', may('sync'), syncRoute(anywhere.ingests));
  app.post('/api/audit', may('check-everything'), auditRoute(anywhere.ingests));
  app.get(
    '/api/status',
    statusRoute({ mirror, register, ...anywhere, records, version: parts.version, now }),
  );
  app.post('/api/status/moved', may('see-moves'), movedRoute({ register, note, now }));
  app.post('/api/lookup', lookupRoute(anywhere.ingests));
  app.post('/api/find', findRoute(anywhere.ingests));
  app.get('/api/replication/heads', headsRoute(mirror, records));
  app.get('/api/replication/stream', streamRoute(streams));
  app.get('/api/replication/:collection/pull', pullRoute(mirror, records));
  app.get('/api/replication/:collection/digest', digestRoute(mirror, records));
  app.post('/api/replication/:collection/documents', documentsRoute(mirror, records));
  app.post(
    '/api/replication/:collection/decision',
    may('decide'),
    decisionRoute(anywhere.submits, register, note, now),
  );
  app.use('/api', () => {
    throw new ProtocolError('not-found', 'There is no such route.');
  });
  if (parts.posFolder !== undefined) app.use(pages(parts.posFolder));
  app.use(errorHandler(log));
  return { app, streams };
}
