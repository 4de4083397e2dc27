import type { Ingest, IngestHealth, Submit, SubmitTrouble } from '@tidemark/exchange';
import type { Records, Register, SecurityState, StoreError } from '@tidemark/mirror';
import type { Request, RequestHandler } from 'express';
import type { Attempts } from '../auth/attempts.ts';
import { journalAlarms } from '../metrics/journal-alarms.ts';
import type { StartTrouble } from '../shops/shop-runtimes.ts';
import { moveAlarms } from '../metrics/move-alarms.ts';

interface HealthParts {
  readonly ingests: ReadonlyMap<string, Ingest>;
  readonly submits: ReadonlyMap<string, Submit>;
  readonly records: Pick<Records, 'journalState'>;
  readonly register: Pick<Register, 'moves'>;
  readonly now: () => number;
  /** Shops that should run and do not. */
  readonly startTroubles: ReadonlyMap<string, StartTrouble>;
  /** How many other processes serve shops of this store. */
  readonly otherServers: () => number;
  readonly storeTrouble: () => StoreError | undefined;
  readonly attempts: Attempts;
  /** Undefined: there is no security log. */
  readonly securityState: () => SecurityState | undefined;
  /** Whether this request may see more than that the server lives. */
  readonly mayMonitor: (req: Request) => boolean;
}

/**
 * GET /healthz: alive; and, if the client may see it, the state of the store and of each shop's mirror. Trouble with
 * Shopify or a full disk is reported but not a failure: a restart for it would only lose the tills' connections.
 */
export function healthRoute({
  ingests,
  submits,
  records,
  register,
  now,
  storeTrouble,
  attempts,
  securityState,
  startTroubles,
  otherServers,
  mayMonitor,
}: HealthParts): RequestHandler {
  return async (req, res) => {
    if (!mayMonitor(req)) return void res.json({ ok: true });
    const shops: Record<string, object> = {};
    for (const [shop, ingest] of ingests) {
      const health = await ingest.health();
      const { shopify, readAt, imported, inbox, lostSubscriptions, refusedTopics, audit, troubles } = health;
      const alarms = [
        shopify.circuit === 'down' ? `Shopify does not answer: ${shopify.lastError}` : undefined,
        shopify.servedVersion && `Shopify answers with API version ${shopify.servedVersion}`,
        lostSubscriptions > 0 ? `Shopify took away ${lostSubscriptions} webhook subscriptions` : undefined,
        inbox.parked > 0 ? `${inbox.parked} webhooks could not be applied` : undefined,
        unreadable(health),
        ...refusedTopics.map(topic => `no webhooks of ${topic}: the app lacks its scope`),
        ...Object.entries(troubles).map(([name, trouble]) => `${name}: ${trouble}`),
        ...(submits.get(shop)?.troubles() ?? []).map(heldUp),
        ...journalAlarms(await records.journalState(shop, now())),
        ...moveAlarms(await register.moves(shop, now())),
      ].filter(each => each !== undefined);
      shops[shop] = {
        imported,
        readAt: readAt === undefined ? null : new Date(readAt).toISOString(),
        shopify: shopify.circuit === 'closed' ? 'up' : 'down',
        auditedAt: audit?.finishedAt ?? null,
        alarms,
      };
    }
    for (const [shop, { message, since }] of startTroubles)
      shops[shop] = {
        alarms: [`Nothing runs for this shop since ${new Date(since).toISOString()}: ${message}`],
      };
    const trouble = storeTrouble();
    const security = securityState();
    const alarms = [
      trouble && `Nothing can be stored: ${trouble.message}`,
      await attempts.alarm(),
      ...(security ? alarmsOf(security) : []),
    ].filter(each => each !== undefined);
    const others = otherServers() > 0 ? { otherServers: otherServers() } : {};
    res.json({ ok: true, alarms, shops, ...others, ...(security && { security: shown(security) }) });
  };
}

function alarmsOf({ faults, unwritten }: SecurityState): string[] {
  return [
    ...faults.map(fault => `The security log is not whole: ${fault}`),
    ...(unwritten > 0 ? [`The security log cannot be written: ${unwritten} lines are missing`] : []),
  ];
}

/** Shows of the log itself only its end: if that is noted elsewhere, a later removal can be noticed. */
function shown({ end, lastAt, checkedAt, faults, unwritten, wrongPinsInHour }: SecurityState): object {
  return {
    chain: faults.length > 0 ? 'broken' : 'whole',
    ...{ line: end.line, hash: end.hash, lastAt: lastAt ?? null, checkedAt: checkedAt ?? null },
    ...{ unwritten, wrongPinsInHour },
  };
}

/** Names Shopify's unreadable documents, as far as there is room. */
function unreadable({ quarantined, unreadable: first }: IngestHealth): string | undefined {
  if (quarantined === 0) return undefined;
  const named = first.map(({ collection, id, defect }) => `${collection} ${id} (${defect})`).join('; ');
  const more = quarantined > first.length ? ` and ${quarantined - first.length} more` : '';
  return `${quarantined} documents cannot be read: ${named}${more}`;
}

function heldUp({ kind, since, what }: SubmitTrouble): string {
  return `${kind} held up since ${new Date(since).toISOString()}: ${what}`;
}
