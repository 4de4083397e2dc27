import type { CollectionName } from '@tidemark/schema';
import { Broken } from './broken.ts';
import type { Bench, Change, Check, Need } from './check.ts';
import { checks as allChecks } from './checks/index.ts';
import { Client, type Account, type Replicated } from './client.ts';
import { Replica } from './replica.ts';

export interface RunOptions {
  readonly account: Account;
  /** Parked carts may be pushed. */
  readonly write?: boolean;
  /** A sale may be pushed, which becomes an order of the shop. */
  readonly writeSale?: boolean;
  readonly change?: (change: Change) => Promise<string>;
  readonly origin?: string;
  /** How long a change may take from the shop to the server's answer; default 10 s. */
  readonly patienceMs?: number;
  /** Selects checks; default: all. */
  readonly isWanted?: (check: Check) => boolean;
  readonly newId: () => string;
  readonly now: () => number;
}

export interface Result {
  readonly id: string;
  readonly rule: string;
  readonly outcome: 'kept' | 'broken' | 'not-tried';
  /** What the server did instead, or what the check needs. */
  readonly detail?: string;
  readonly ms: number;
}

/** Tries every rule on a server, each on its own: a broken one does not hide another. */
export async function runChecks(options: RunOptions): Promise<readonly Result[]> {
  const given = givenOf(options);
  const bench = await openBench(options).catch((error: unknown) => error);
  if (bench instanceof Error) {
    // Without a session no check can run; the sign-in's own check says why.
    return allChecks.map(({ id, rule }, index) =>
      index === 0
        ? { id, rule, outcome: 'broken', detail: wordsOf(bench), ms: 0 }
        : { id, rule, outcome: 'not-tried', detail: 'needs a session', ms: 0 },
    );
  }
  const wanted = allChecks.filter(options.isWanted ?? (() => true));
  const slow = wanted.filter(each => each.isSlow).map(each => tryCheck(each, bench as Bench, given));
  const results: Result[] = [];
  for (const check of wanted) if (!check.isSlow) results.push(await tryCheck(check, bench as Bench, given));
  return [...results, ...(await Promise.all(slow))];
}

async function tryCheck(check: Check, bench: Bench, given: ReadonlySet<Need>): Promise<Result> {
  const { id, rule, needs = [] } = check;
  const missing = needs.filter(each => !given.has(each));
  if (missing.length > 0)
    return { id, rule, outcome: 'not-tried', detail: `needs --${missing.map(optionOf).join(', --')}`, ms: 0 };
  const from = bench.now();
  try {
    await check.run(bench);
    return { id, rule, outcome: 'kept', ms: bench.now() - from };
  } catch (error) {
    return { id, rule, outcome: 'broken', detail: wordsOf(error), ms: bench.now() - from };
  }
}

async function openBench(options: RunOptions): Promise<Bench> {
  const { account, newId, now } = options;
  const client = await Client.signIn(account, newId());
  const kept = new Map<Replicated, Promise<Replica>>();
  const freshReplica = async (collection: Replicated) => {
    const replica = new Replica(collection);
    await replica.pull(client, await pageSize(client, collection));
    return replica;
  };
  return {
    ...{ account, client, newId, now, freshReplica },
    replica: collection => {
      const known = kept.get(collection) ?? freshReplica(collection);
      kept.set(collection, known);
      return known;
    },
    change: options.change ?? (() => Promise.reject(new Error('nobody changes the shop'))),
    origin: options.origin ?? '',
    patienceMs: options.patienceMs ?? 10_000,
  };
}

/** A page size that gives several pages even of a small collection, and at most some hundred of a large one. */
async function pageSize(client: Client, collection: Replicated): Promise<number> {
  const { buckets } = await client.digest(collection as CollectionName);
  const count = buckets.reduce((sum, each) => sum + each.count, 0);
  return Math.min(1000, Math.max(2, Math.ceil(count / 4)));
}

function givenOf({ write, writeSale, change, origin }: RunOptions): ReadonlySet<Need> {
  return new Set<Need>([
    ...(write ? (['write'] as const) : []),
    ...(writeSale ? (['write-sale'] as const) : []),
    ...(change ? (['change'] as const) : []),
    ...(origin ? (['origin'] as const) : []),
  ]);
}

function optionOf(need: Need): string {
  return need === 'change' ? 'change-command' : need;
}

function wordsOf(error: unknown): string {
  if (error instanceof Broken) return error.message;
  if (!(error instanceof Error)) return String(error);
  // If the server is unreachable, the reason is the cause of "fetch failed".
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.name}: ${error.message}${cause}`;
}
