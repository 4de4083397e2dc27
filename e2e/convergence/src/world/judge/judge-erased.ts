import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { keyIdOf, RedactionWalk } from '@tidemark/journal';
import type { MirrorStore, Privacy } from '@tidemark/mirror';
import type { Sale } from '@tidemark/schema';
import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import type { TillSeat } from '../till-seat.ts';
import type { PersonWords } from './person-words.ts';
import type { RecordPicture } from './record-picture.ts';

/** What the erasures of a settled world are judged by. */
export interface ErasedEvidence {
  readonly simulator: ShopifySimulator;
  readonly store: Pick<MirrorStore, 'backUp'>;
  readonly privacy: Pick<Privacy, 'redactionRecords' | 'serverKeys'>;
  readonly shop: string;
  readonly seats: readonly TillSeat[];
  readonly words: PersonWords;
  /** Shopify's ids of the erased customers. */
  readonly erased: readonly string[];
  readonly stored: RecordPicture;
}

/** A till cleans its logs in the background: how often the judge looks, and how many milliseconds apart. */
const [looks, lookMs] = [100, 10];

/** [W21] Where words about erased customers are still found. */
export async function judgeWords(evidence: ErasedEvidence): Promise<string[]> {
  const { erased, words, seats } = evidence;
  if (erased.length === 0) return [];
  const inShopify = shopText(evidence.simulator);
  const all = words.of(erased.flatMap(id => namesOf(id, evidence.stored)));
  // Shopify has stored what was in flight when it erased, and it is mirrored.
  const wanted = all.filter(each => !inShopify.includes(each));
  if (wanted.length === 0) return [];
  const server = await serverText(evidence.store);
  const faults = wanted.filter(each => server.includes(each)).map(each => `the server still has "${each}"`);
  for (const { number, profile, ...seat } of seats.map(withCaches)) {
    let left = wanted;
    for (let look = 0; look < looks && left.length > 0; look++) {
      if (look > 0) await pause(lookMs);
      const text = profile.storedText() + (await seat.cached());
      left = left.filter(each => text.includes(each));
    }
    faults.push(...left.map(each => `till ${number} still has "${each}"`));
  }
  return faults;
}

/** [W22] The erased records that no redaction record names, and what is wrong with redaction records. */
export async function judgeRedactions({ privacy, shop, stored }: ErasedEvidence): Promise<string[]> {
  const keys = new Map((await privacy.serverKeys()).map(key => [keyIdOf(key), key] as const));
  const walk = new RedactionWalk(keys, shop);
  for (const [n, each] of (await privacy.redactionRecords(shop, 0, 10_000)).entries())
    await walk.add(each, n + 1);
  const { findings, named } = walk.report();
  const faults = findings.map(({ kind, about, id }) => `the redactions: ${kind} at ${id}: ${about}`);
  for (const { id, journal, details } of stored.sales.values() as Iterable<Sale>)
    if (journal && details === null && !named.has(id)) faults.push(`${id} was erased without a redaction`);
  return faults;
}

/** The ids by which tills know a customer: Shopify's, and those of the edits that made them. */
function namesOf(id: string, { customerEdits }: RecordPicture): readonly string[] {
  const making = [...customerEdits.values()].filter(({ isNew, submission }) => {
    const outcome = submission?.state === 'accepted' ? submission.customerId : undefined;
    return isNew && outcome === id;
  });
  return [id, ...making.map(each => each.id)];
}

/** A till with what its caches show. */
function withCaches(seat: TillSeat) {
  const cached = async () => {
    const shown = await seat.at(till => Promise.all([till.documents('customers'), till.documents('orders')]));
    return JSON.stringify(shown);
  };
  return { number: seat.number, profile: seat.profile, cached };
}

function shopText({ store }: ShopifySimulator): string {
  return JSON.stringify([...store.orders.values(), ...store.customers.values()]);
}

/** The server's database, as bytes. */
async function serverText(store: Pick<MirrorStore, 'backUp'>): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'world-'));
  try {
    const file = join(folder, 'copy.sqlite');
    await store.backUp(file);
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
