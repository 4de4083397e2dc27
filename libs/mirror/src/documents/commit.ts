import { revOf } from '@tidemark/protocol';
import {
  documentDefect,
  mostDocumentBytes,
  sizeDefect,
  type CollectionName,
  type Product,
  type Scope,
} from '@tidemark/schema';
import type { Transaction } from 'kysely';
import { saveCodes } from '../search/codes.ts';
import {
  isOlderNews,
  judge,
  judgeRetired,
  judgeSeenGone,
  type StoredState,
  type Verdict,
} from '../rules/decide.ts';
import { DocumentRows, type StoredRow } from './document-rows.ts';
import { foldDigests } from './fold-digests.ts';
import { keyOf, type Place } from './place.ts';
import { logPrices } from './price-log.ts';
import { withLevelRule } from '../rules/level-rule.ts';
import type { Change, CommitResult } from '../contract/mirror.ts';
import { withoutErased } from '../people/erase-changes.ts';
import { Quarantine } from '../damage/quarantine.ts';
import { isSearched, saveSearchTexts } from '../search/search-text.ts';
import type { Tables } from '../tables.ts';
import { giveTurn } from '../statements/turns.ts';

interface Outcome {
  readonly result: CommitResult;
  readonly scopes: ReadonlySet<Scope>;
}

/** A document as this commit leaves it. */
interface Next extends StoredState {
  readonly id: string;
  readonly scope: Scope;
  readonly body: string;
  /** Undefined for a deletion. */
  readonly living: object | undefined;
}

/**
 * Stores all changes within the caller's transaction: documents, seqs, heads, digests, codes, words and quarantine. The
 * stored rows are read once for all changes, judged in memory, and written in a few statements.
 */
export async function commitChanges(
  trx: Transaction<Tables>,
  place: Place<CollectionName>,
  given: readonly Change[],
): Promise<Outcome> {
  const rows = new DocumentRows(trx, place);
  const { changes, uncertain } = await withLevelRule(trx, place, await withoutErased(trx, place, given));
  const resolved = await rows.withScopes(changes);
  const before = await rows.read(resolved.map(each => ({ scope: each.scope, id: idOf(each) })));
  const quarantine = await Quarantine.open(trx, place, resolved.map(idOf));
  const after = new Map<string, Next>();
  const touched = new Map<string, Next>();
  let [unchanged, stale] = [0, 0];
  // Hashing and checking a document takes time: a long list lets the event loop run in between ([M21]).
  for (const change of resolved) {
    await giveTurn();
    const key = keyOf(change.scope, idOf(change));
    const stored = after.get(key) ?? touched.get(key) ?? before.get(key);
    if (change.kind === 'unreadable') {
      const entry = { ...change, sourceUpdatedAt: change.sourceUpdatedAt ?? 0 };
      if (stored && isOlderNews(stored, entry)) stale++;
      else quarantine.add(change.id, entry);
      if (isDamaged(stored)) after.set(key, leftBy(change));
      continue;
    }
    const next = nextOf(change);
    const verdict = verdictOf(place.collection, change, stored, next);
    // A document that is gone leaves quarantine, even if it was never stored.
    if (next.deleted) quarantine.release(next.id, endOf(change, next));
    if (verdict === 'stale') {
      stale++;
      continue;
    }
    const defect = next.living && defectOf(place.collection, next);
    if (defect !== undefined) {
      quarantine.add(next.id, { ...next, defect, createdAt: createdAtOf(next.living ?? {}) });
      if (isDamaged(stored)) after.set(key, leftBy(change));
      continue;
    }
    if (next.living) quarantine.release(next.id, next);
    if (verdict === 'unchanged') {
      unchanged++;
      // This commit has written it already, or only its times are newer.
      (after.has(key) ? after : touched).set(key, { ...next, body: after.get(key)?.body ?? next.body });
      continue;
    }
    touched.delete(key);
    // The last changed comes last.
    after.delete(key);
    after.set(key, next);
  }
  const [changed, reverted]: [Next[], Next[]] = [[], []];
  for (const each of after.values())
    (isChange(before.get(keyOf(each.scope, each.id)), each) ? changed : reverted).push(each);
  if (place.collection === 'products') await logPrices(trx, place, changed, before);
  await rows.write(changed);
  await rows.touch([...touched.values(), ...reverted], before);
  await foldDigests(trx, place, changed, before, keyOf);
  if (place.collection === 'products')
    await saveCodes(
      trx,
      place.shop,
      changed.flatMap(each => (each.living as Product | undefined) ?? []),
    );
  if (isSearched(place.collection)) {
    // After a restore, an order may be read before its sale is stored again; it gets its receipt number here.
    const reread = place.collection === 'orders' ? [...touched.values()] : [];
    await saveSearchTexts(trx, place.shop, place.collection, [...changed, ...reread]);
  }
  await quarantine.write();
  const result = {
    changed: changed.length,
    changedIds: changed.map(each => each.id),
    unchanged: unchanged + reverted.length,
    stale,
    quarantined: quarantine.added,
    uncertain,
  };
  return { result, scopes: new Set(changed.map(each => each.scope)) };
}

function verdictOf(
  collection: CollectionName,
  change: Known,
  stored: StoredRow | StoredState | undefined,
  next: Next,
): Verdict {
  if (change.kind === 'retired') return judgeRetired(stored, change.readAt);
  const kind = { comesAndGoes: collection === 'inventoryLevels' };
  if (isSeenGone(change)) return judgeSeenGone(stored, next, kind);
  const verdict = judge(stored, next, kind);
  // [M20] A row that is not JSON says nothing, whatever its rev: the new read is written.
  return verdict === 'unchanged' && isDamaged(stored) ? 'changed' : verdict;
}

function isDamaged(stored: StoredRow | StoredState | undefined): boolean {
  return stored !== undefined && 'isDamaged' in stored && stored.isDamaged === true;
}

function defectOf(collection: CollectionName, { living, body }: Next): string | undefined {
  return documentDefect(collection, living) ?? sizeDefect(body, mostDocumentBytes);
}

/**
 * [M36] The stored row is too large to show, and its replacement does not fit: leave a tombstone, which any read
 * replaces.
 */
function leftBy({ scope, readAt, ...change }: Change): Next {
  const id = 'document' in change ? change.document.id : change.id;
  return nextOf({ kind: 'retired', id, scope, readAt });
}

function isSeenGone(change: Known): boolean {
  return change.kind === 'gone' && change.isSeen === true;
}

/**
 * A deletion reported by Shopify keeps Shopify's time, whenever it was read; where only reads show it, their order
 * counts.
 */
function endOf(change: Known, { sourceUpdatedAt, readAt }: Next): Pick<Next, 'sourceUpdatedAt' | 'readAt'> {
  const isWord = change.kind === 'gone' && !isSeenGone(change);
  return isWord ? { sourceUpdatedAt, readAt: Infinity } : { sourceUpdatedAt: 0, readAt };
}

function createdAtOf(document: object): number | undefined {
  const { createdAt } = document as { readonly createdAt?: unknown };
  return typeof createdAt === 'string' ? Date.parse(createdAt) || undefined : undefined;
}

/** A document changed and changed back within one commit is no change. */
function isChange(stored: StoredRow | undefined, next: Next): boolean {
  return !stored || stored.isDamaged || stored.rev !== next.rev || stored.deleted !== next.deleted;
}

/** A change of a document that could be read. */
type Known = Exclude<Change, { kind: 'unreadable' }>;

function nextOf(change: Known): Next {
  const { scope, readAt } = change;
  // Any Shopify time is later than a retired document's 0, so any read brings it back.
  const sourceUpdatedAt = change.kind === 'retired' ? 0 : change.sourceUpdatedAt;
  if (change.kind === 'present') {
    const rev = revOf(change.document);
    const living = { ...change.document, rev };
    const body = JSON.stringify({ ...living, _deleted: false });
    return { id: living.id, scope, sourceUpdatedAt, readAt, deleted: false, rev, body, living };
  }
  const rev = revOf({ id: change.id, _deleted: true } as { id: string });
  const body = JSON.stringify({ id: change.id, rev, _deleted: true });
  return { id: change.id, scope, sourceUpdatedAt, readAt, deleted: true, rev, body, living: undefined };
}

function idOf(change: Change): string {
  return change.kind === 'present' ? change.document.id : change.id;
}
