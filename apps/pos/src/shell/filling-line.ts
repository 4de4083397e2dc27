import { msg, numberText, str } from '@tidemark/elements/language';
import type { CollectionName } from '@tidemark/schema';
import type { TillStatus } from '@tidemark/till';
import { html, nothing } from 'lit';
import { collectionTitles } from '../sync/collection-titles.ts';

/** What a sale needs: the till reads them before all others. */
const neededToSell: readonly CollectionName[] = ['settings', 'products', 'inventoryLevels'];

/** Progress with its total: "1,000 of 25,000". */
export function doneText(done: number, total: number | undefined): string {
  return total === undefined ? numberText(done) : msg(str`${numberText(done)} of ${numberText(total)}`);
}

/** How far the till has read everything; nothing while it is not reading. */
export function fillingLine(status: Pick<TillStatus, 'filling' | 'collections'> | undefined) {
  if (!status?.filling) return nothing;
  const { kind, progress } = status.filling;
  const { collection, done, total } = progress;
  return html`<p class="filling" data-testid="filling">
    <span>${fillingWords(kind, status)} ${collectionTitles[collection]}: ${doneText(done, total)}</span
    ><progress
      aria-label=${msg('Sync progress')}
      max=${total || 1}
      .value=${total === undefined ? 0 : done}
    ></progress>
  </p>`;
}

/** What a cashier can do meanwhile. A sale has all it needs before customers and orders are read. */
export function fillingWords(
  kind: 'first' | 'rebuild',
  { collections }: Pick<TillStatus, 'collections'>,
): string {
  if (kind === 'rebuild') return msg('Reading everything anew. Go on selling.');
  return neededToSell.every(name => collections[name].verifiedAt !== undefined)
    ? msg('Ready to sell: products, prices and stock are complete.')
    : msg('First sync: you can sell what is already here.');
}
