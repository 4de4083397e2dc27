import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@tidemark/shopify-simulator';
import { compare, type Comparison } from '../compare.ts';
import { Merchant } from '../merchant.ts';
import { Premises } from '../premises.ts';
import { Reader, until } from '../reader.ts';

export interface KillReport extends Comparison {
  readonly rounds: number;
  /** How many of the kills came before the server was ready. */
  readonly killedWhileStarting: number;
  readonly edits: number;
  readonly webhooks: Readonly<Record<string, number>>;
  /** Documents that a last audit still found wrong. */
  readonly repaired: number;
  readonly parked: number;
  readonly seconds: number;
}

/** A server takes about this long to be ready; some kills come earlier. */
const startMs = 1_500;
const loadedMs = 1_200;
/** The shop repeats a webhook for about two minutes. */
const repeatsMs = 150_000;

/**
 * [K1] Kills the server with -9 at seeded moments while a merchant edits without a pause, starts it again each time,
 * and compares everything after the last start.
 */
export async function killRounds(options: {
  readonly rounds: number;
  readonly seed: number;
  readonly products: number;
  /**
   * Whether the shop gives up, as Shopify does: it removes subscriptions, their webhooks are lost for good, and only
   * the audit that follows by itself ([E20]) can find the changes. A shop that does not give up loses nothing, and
   * audits must find nothing.
   */
  readonly givesUp: boolean;
  readonly onRound?: (round: number, moment: string) => void;
}): Promise<KillReport> {
  const { rounds, seed, products, givesUp, onRound = () => undefined } = options;
  const startedAt = Date.now();
  const random = seededRandom(seed);
  await using premises = await Premises.open({ products, isPatient: !givesUp });
  const [location] = (await premises.records()).locations;
  const merchant = new Merchant(premises.shop, random, location?.id ?? '');
  await merchant.begin();
  let killedWhileStarting = 0;
  for (let round = 1; round <= rounds; round++) {
    const server = premises.spawnServer();
    const isStarting = random() < 0.3;
    const ms = Math.floor(random() * (isStarting ? startMs : loadedMs));
    if (isStarting) killedWhileStarting++;
    else {
      await server.answers(`${premises.origin}/readyz`);
      await until('a subscription', async () => (await premises.isSubscribed()) || undefined);
    }
    await sleep(ms);
    await server.stop('SIGKILL');
    onRound(round, `${ms} ms after ${isStarting ? 'its start' : 'webhooks came'}`);
  }
  const server = await premises.startServer();
  await merchant.stop();
  await until(
    'end of repeats',
    async () => ((await premises.webhooks())['pending'] === 0 ? true : undefined),
    repeatsMs,
  );
  const reader = await Reader.signIn(premises.origin);
  await until('all subscriptions', async () => (await premises.isSubscribed()) || undefined);
  await reader.barrier();
  await reader.rested();
  const parked = await reader.drained();
  const { faults, documents } = await compare(reader, await premises.records());
  const audit = await reader.audit();
  const repaired = Object.values(audit.collections).reduce((sum, each) => sum + each.repaired, 0);
  const webhooks = await premises.webhooks();
  // Apply a repeated webhook that came during the audit before the server ends.
  await reader.drained();
  await server.stop();
  return {
    rounds,
    killedWhileStarting,
    edits: merchant.edits,
    webhooks,
    repaired,
    parked,
    documents,
    faults: [...faults, ...orderFaults(join(premises.dataDir, 'mirror.sqlite'))],
    seconds: Math.round((Date.now() - startedAt) / 1000),
  };
}

/** What is wrong with the order in which documents changed, read from the file of the stopped server. */
function orderFaults(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const numbers = (query: string) => Number(Object.values(database.prepare(query).get() ?? {})[0]);
  const faults = [];
  if (numbers('select count(*) - count(distinct seq) from document') !== 0)
    faults.push('two documents share a seq');
  if (numbers('select max(seq) from document') !== numbers('select seq from shop'))
    faults.push('the head is not the newest document');
  if (numbers(`select count(*) from inbox where state <> 'settled'`) !== 0)
    faults.push('a webhook is left in the inbox');
  database.close();
  return faults;
}
