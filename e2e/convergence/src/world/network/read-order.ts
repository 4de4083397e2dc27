import type { Change, CommitResult, Mirror } from '@tidemark/mirror';
import type { CollectionName } from '@tidemark/schema';
import { over } from '../plants/plant.ts';

/** A change that a read brought. */
type News = Exclude<Change, { kind: 'unreadable' }>;

/** What is known of a stored document, from the change that stored it. `sourceUpdatedAt` is 0 for a retired one. */
interface Known {
  readonly sourceUpdatedAt: number;
  readonly readAt: number;
  /** What it says; undefined where it is gone. */
  readonly text: string | undefined;
}

/**
 * Watches each commit: no read removes or replaces what a read that began later showed, unless Shopify's own times say
 * that it is newer ([M3], [M15]). The watch forgets what it cannot know for certain from outside.
 */
export class ReadOrder {
  readonly failures: string[] = [];
  readonly #known = new Map<string, Known>();

  /** The same mirror, watched. */
  over(mirror: Mirror): Mirror {
    return over(mirror, {
      commit: async (shop, collection, changes, watermark) => {
        const result = await mirror.commit(shop, collection, changes, watermark);
        this.#see(collection, changes, result);
        return result;
      },
      purgeTombstones: async (shop, time) => {
        for (const [key, { text }] of this.#known) if (text === undefined) this.#known.delete(key);
        return mirror.purgeTombstones(shop, time);
      },
    });
  }

  #see(collection: CollectionName, changes: readonly Change[], { changedIds }: CommitResult): void {
    const changed = new Set(changedIds);
    const byId = Map.groupBy(
      changes.filter(each => each.kind !== 'unreadable'),
      each => (each.kind === 'present' ? each.document.id : each.id),
    );
    for (const [id, news] of byId) {
      const key = `${collection}/${id}`;
      const known = this.#known.get(key);
      if (changed.has(id) && known && news.every(each => isOlder(each, known)))
        this.failures.push(`${key}: ${wordsOf(news)} over what a read of ${known.readAt} showed`);
      const next = changed.has(id) ? afterChange(news) : known && afterNone(known, news);
      if (next) this.#known.set(key, next);
      else this.#known.delete(key);
    }
  }
}

function isOlder(news: News, known: Known): boolean {
  if (news.readAt >= known.readAt) return false;
  if (news.kind === 'retired') return true;
  // Shopify's notice of a deletion needs no read.
  if (news.kind === 'gone') return news.isSeen === true;
  return known.sourceUpdatedAt === 0 || news.sourceUpdatedAt <= known.sourceUpdatedAt;
}

/** Undefined for several changes: from outside it is unknown which one is stored. */
function afterChange(news: readonly News[]): Known | undefined {
  const [only, ...others] = news;
  return only && others.length === 0 ? knownBy(only) : undefined;
}

/** Where nothing changed, a later read of the same state moves the times; an older one leaves them. */
function afterNone(known: Known, news: readonly News[]): Known | undefined {
  let next = known;
  for (const each of news) {
    const seen = knownBy(each);
    const isLater = seen.readAt >= next.readAt && seen.sourceUpdatedAt >= next.sourceUpdatedAt;
    if (seen.text === undefined) {
      if (next.text === undefined) return undefined;
    } else if (isLater && seen.text === next.text) next = seen;
    else if (seen.sourceUpdatedAt > next.sourceUpdatedAt) return undefined;
  }
  return next;
}

function knownBy(news: News): Known {
  const { readAt } = news;
  if (news.kind === 'retired') return { sourceUpdatedAt: 0, readAt, text: undefined };
  const text = news.kind === 'present' ? JSON.stringify(news.document) : undefined;
  return { sourceUpdatedAt: news.sourceUpdatedAt, readAt, text };
}

function wordsOf(news: readonly News[]): string {
  return news.map(each => `${each.kind} by a read of ${each.readAt}`).join(', ');
}
