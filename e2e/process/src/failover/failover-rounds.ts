import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@tidemark/browser/ports';
import type { RunningProcess } from '@tidemark/browser/process';
import { testPostgres } from '@tidemark/mirror/testing-postgres';
import { seededRandom } from '@tidemark/shopify-simulator';
import { compare, type Comparison } from '../compare.ts';
import { Merchant } from '../merchant.ts';
import { Premises } from '../premises.ts';
import { Reader, until } from '../reader.ts';
import { Balancer } from './balancer.ts';
import { Cashier } from './cashier.ts';

/** What happens to a server: killed with -9 and started again, or stopped for longer than its leases and woken. */
type Fault = 'kill' | 'stop';

export interface FailoverReport extends Comparison {
  /** By kind of fault: how long until an edit that was made right after it could be read, in milliseconds, sorted. */
  readonly visibleMs: Readonly<Record<Fault, readonly number[]>>;
  readonly edits: number;
  readonly sales: number;
  /** Pushes that failed and were made again. */
  readonly repeatedPushes: number;
  /** Sales that were taken and have no order, or more than one. */
  readonly wrongSales: readonly string[];
  readonly seconds: number;
}

/** Some twenty edits a second: each is a webhook that the server reads again. */
const pauseMs = 400;

const shopName = 'tidemark-demo.myshopify.com';

/** Two servers over one PostgreSQL, behind a balancer. */
class Pair {
  readonly #premises: Premises;
  readonly #env: Readonly<Record<string, string>>;
  readonly #ports: readonly number[];
  readonly #processes: (RunningProcess | undefined)[] = [];

  constructor(premises: Premises, env: Readonly<Record<string, string>>, ports: readonly number[]) {
    this.#premises = premises;
    this.#env = env;
    this.#ports = ports;
  }

  async start(n: number): Promise<void> {
    const port = String(this.#ports[n]);
    const server = this.#premises.spawnServer({
      ...{ ...this.#env, PORT: port, DATA_DIR: join(this.#premises.folder, `server-${n}`) },
    });
    this.#processes[n] = server;
    await server.answers(`${this.#originOf(n)}/readyz`);
  }

  process(n: number): RunningProcess {
    const process = this.#processes[n];
    if (!process) throw new Error(`server ${n} does not run`);
    return process;
  }

  ready(n: number): Promise<void> {
    return this.process(n).answers(`${this.#originOf(n)}/readyz`);
  }

  /** Which of them owns the shop. */
  owner(): Promise<number> {
    return until('an owner', async () => {
      for (const n of this.#ports.keys()) {
        const health = await fetch(`${this.#originOf(n)}/healthz`, { signal: AbortSignal.timeout(2_000) })
          .then(answer => answer.json() as Promise<{ shops?: Record<string, { imported?: boolean }> }>)
          .catch(() => undefined);
        if (health?.shops?.[shopName]?.imported) return n;
      }
      return undefined;
    });
  }

  #originOf(n: number): string {
    return `http://127.0.0.1:${this.#ports[n]}`;
  }
}

/**
 * [K11] Kills and stops servers over one database while a merchant edits and a cashier sells without a pause, and compares
 * everything in the end: nothing is lost, nothing doubled, and the mirror is the shop.
 */
export async function failoverRounds(options: {
  readonly kills: number;
  readonly stops: number;
  readonly seed: number;
  readonly products: number;
  readonly leaseSeconds: number;
  readonly onRound?: (round: number, what: string) => void;
}): Promise<FailoverReport> {
  const { kills, stops, seed, products, leaseSeconds, onRound = () => undefined } = options;
  const startedAt = Date.now();
  const random = seededRandom(seed);
  await using database = await (await testPostgres()).newDatabase();
  await using premises = await Premises.open({ products, isPatient: true });
  const [port = 0, ...ports] = [await freePort(), await freePort(), await freePort()];
  const origin = `http://127.0.0.1:${port}`;
  const pair = new Pair(
    premises,
    {
      ...{ DATABASE_URL: database.url, APP_URL: origin, LEASE_SECONDS: String(leaseSeconds) },
      ...{ SESSION_SECRET: 'a secret of both servers of this stage', LOG_LEVEL: 'info' },
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    },
    ports,
  );
  await pair.start(0);
  await pair.start(1);
  await using balancer = await Balancer.open(ports, port);
  await pair.owner();
  const marked = await premises.shop.create('Marked', '29990001');
  const sold = await premises.shop.create('Sold', '29990002');
  const [location] = (await premises.records()).locations;
  const merchant = new Merchant(premises.shop, random, location?.id ?? '');
  const reader = await Reader.signIn(balancer.origin);
  await until('the product that is sold', () => titled(reader, 'Sold'));
  const cashier = await Cashier.begin(sold, balancer.origin);
  await merchant.begin([marked.id, sold.id], pauseMs);
  const visibleMs: Record<Fault, number[]> = { kill: [], stop: [] };
  const faults = shuffled([...Array<Fault>(kills).fill('kill'), ...Array<Fault>(stops).fill('stop')], random);
  for (const [round, fault] of faults.entries()) {
    const owner = await pair.owner();
    // Mostly the one that has something to lose.
    const n = random() < 0.8 ? owner : 1 - owner;
    await sleep(Math.floor(random() * 1_500));
    const server = pair.process(n);
    const at = Date.now();
    if (fault === 'kill') await server.stop('SIGKILL');
    else server.signal('SIGSTOP');
    const title = `Marked ${round + 1}`;
    await premises.shop.retitle(marked.id, title);
    await until(`an edit after round ${round + 1}`, () => titled(reader, title));
    visibleMs[fault].push(Date.now() - at);
    onRound(round + 1, `${fault} ${n === owner ? 'the owner' : 'the other'}: ${Date.now() - at} ms`);
    if (fault === 'kill') {
      await pair.start(n);
      continue;
    }
    // Longer than its leases hold: it wakes, and believes that it still has them.
    await sleep(Math.max(0, leaseSeconds * 1_200 - (Date.now() - at)));
    server.signal('SIGCONT');
    await pair.ready(n);
  }
  await merchant.stop();
  const taken = await cashier.stop();
  for (const id of taken) await patiently(() => cashier.settled(id));
  const wrongSales = wrongIn(await premises.records(), taken);
  const comparison = await settledComparison(() =>
    patiently(async () => {
      await reader.barrier();
      return compare(reader, await premises.records());
    }),
  );
  return {
    ...comparison,
    ...{ edits: merchant.edits, sales: taken.length, repeatedPushes: cashier.repeated, wrongSales },
    visibleMs: { kill: visibleMs.kill.toSorted(byNumber), stop: visibleMs.stop.toSorted(byNumber) },
    seconds: Math.round((Date.now() - startedAt) / 1000),
  };
}

/** What is asked of servers that may fail for a moment, until they do not. @throws the last failure, after minutes. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  let failure: unknown;
  const answer = await until('an answer', () =>
    ask().then(
      value => ({ value }),
      (error: unknown) => void (failure = error),
    ),
  ).catch(() => undefined);
  if (!answer) throw failure;
  return answer.value;
}

/** The first comparison that finds no fault, or the last one of a minute: what is under way may change what is compared. */
async function settledComparison(look: () => Promise<Comparison>): Promise<Comparison> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found.faults.length === 0 || Date.now() > deadline) return found;
    await sleep(250);
  }
}

/** Whether a product with this title can be read; undefined if not, or while nobody answers. */
async function titled(reader: Reader, title: string): Promise<true | undefined> {
  const pulled = await reader.pull('products').catch(() => undefined);
  const found = pulled?.documents.some(each => (each as { readonly title?: string }).title === title);
  return found === true ? true : undefined;
}

/** Sales that have no order, or more than one. */
function wrongIn(
  { orders = [] }: Awaited<ReturnType<Premises['records']>>,
  taken: readonly string[],
): readonly string[] {
  const counts = new Map<string, number>();
  for (const { sourceIdentifier } of orders)
    if (sourceIdentifier) counts.set(sourceIdentifier, (counts.get(sourceIdentifier) ?? 0) + 1);
  return taken.filter(id => counts.get(id) !== 1).map(id => `${id}: ${counts.get(id) ?? 0} orders`);
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const drawn = all.map(value => ({ value, at: random() }));
  return drawn.toSorted((a, b) => a.at - b.at).map(({ value }) => value);
}

function byNumber(a: number, b: number): number {
  return a - b;
}
