import { choiceStyles, fieldStyles } from '@tidemark/elements/look/dialog.styles';
import { live } from '@tidemark/elements/look/live';
import { clockTime } from '@tidemark/elements/look/time';
import { base, tokens } from '@tidemark/elements/look/tokens';
import type { TideWordsDialog } from '@tidemark/elements/look/words-dialog';
import '@tidemark/elements/look/words-dialog';
import type { MovedItem, TideMoveDialog } from '@tidemark/elements/products/move-dialog';
import '@tidemark/elements/products/move-dialog';
import type { StockMoveEvent } from '@tidemark/elements/products/stock-events';
import { DecideEvent, type Wish, type WordsEvent } from '@tidemark/elements/sales/sale-events';
import { wishText } from '@tidemark/elements/sales/wish-words';
import { LocalizedElement, msg, numberText, str } from '@tidemark/elements/language';
import type { StockMove } from '@tidemark/schema';
import type { MoveDraft, Sellable, RecordStatus } from '@tidemark/till';
import type { MoveListing, PageTill, RecordFilter } from '@tidemark/till/page';
import { html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { Answered } from '../page/answered.ts';
import { Observed } from '../page/observed.ts';
import { notDecidedWords } from '../sales/not-decided-words.ts';
import { orSay } from '../page/or-say.ts';
import { wayWords, wishesFor } from '../sales/way-words.ts';
import { decideFilter } from '../shell/decide-filter.ts';
import type { SellableFoundEvent, TideProductFinder } from '../sell/choose/product-finder.ts';
import '../sell/choose/product-finder.ts';
import { moveTitle, signed } from './move-words.ts';
import { stockStyles } from './stock-page.styles.ts';
import { errorWords } from '../sell/error-words.ts';
import { approvalsFor, withRight } from '../shell/approval/with-right.ts';

type Decision = Parameters<PageTill['selling']['decide']>[2];

/** How many of the last moves are shown. */
const lastMoves = 50;

/**
 * @summary Menu > Stock: find something, then receive, count or write it off; and the last moves with their ways.
 * @fires {GoEvent} go - Asks to show moves of another kind.
 */
@customElement('tide-stock-page')
export class TideStockPage extends LocalizedElement {
  static override styles = [tokens, base, fieldStyles, choiceStyles, stockStyles];

  @property({ attribute: false }) till: PageTill | undefined;
  @property() currency = 'EUR';
  @property() filter: RecordFilter = 'all';
  @state() private chosen: Sellable | undefined;
  @state() private said = '';
  @query('tide-product-finder') private finder!: TideProductFinder;
  @query('tide-move-dialog') private dialog!: TideMoveDialog;
  @query('tide-words-dialog') private note!: TideWordsDialog;
  #resolving = '';

  readonly #moves = new Answered(
    this,
    () => this.till,
    () => ({
      filter: this.filter === 'refused' ? ('refused' as const) : ('all' as const),
      ...{ from: 0, to: lastMoves },
    }),
    (till, query) => till.selling.moves$(query),
  );
  readonly #settings = new Observed(
    this,
    () => this.till,
    till => till.settings$,
  );
  /** The item in the dialog, as it is now. */
  readonly #variants = new Answered(
    this,
    () => (this.chosen ? this.till : undefined),
    () => (this.chosen ? [{ productId: this.chosen.product.id, variantId: this.chosen.variant.id }] : []),
    (till, wanted) => till.catalogue.variants$(wanted),
  );

  override render() {
    const listing = this.#moves.value;
    return html`
      <div class="root page" data-testid="stock-page">
        <section class="find" aria-label=${msg('Products')}>
          <h1>${msg('Stock')}</h1>
          <tide-product-finder .till=${this.till} .currency=${this.currency} @sellable-found=${this.#found}>
            ${live('status', this.said && html`<p class="said">${this.said}</p>`)}
          </tide-product-finder>
        </section>
        <aside aria-label=${msg('Last moves')} tabindex="0" @decide=${this.#decide}>
          <h2>${msg('Last moves')}</h2>
          ${decideFilter('stock', this.filter, listing?.counts.refused ?? 0)}
          ${listing && this.#list(listing)}
        </aside>
        <tide-move-dialog .item=${this.#item()} @stock-move=${this.#write}></tide-move-dialog>
        <tide-words-dialog
          heading=${msg('Resolve with a note')}
          label=${msg('What was done')}
          text=${msg('Use this when you corrected the stock by hand in Shopify. The move is not sent any more.')}
          action=${msg('Resolve')}
          @words=${this.#resolve}
        ></tide-words-dialog>
      </div>
    `;
  }

  #list({ moves, total, counts }: MoveListing) {
    if (moves.length === 0)
      return html`<p class="soft">
        ${counts.all === 0 ? msg('Tap a product to receive, count or write off.') : msg('No move waits for a decision.')}
      </p>`;
    const titleOf = (move: StockMove) => msg(str`Item ${move.inventoryItemId}`);
    return html`<ul>
        ${moves.map(({ title, move, way }) => this.#move(title ?? titleOf(move), move, way))}
      </ul>
      ${total > moves.length ? html`<p class="soft">${msg(str`The last ${numberText(moves.length)} of ${numberText(total)}.`)}</p>` : nothing}`;
  }

  #move(title: string, move: StockMove, way: RecordStatus) {
    const { text, tone } = wayWords(way);
    const decide = (wish: Wish) => (event: Event) =>
      event.currentTarget?.dispatchEvent(new DecideEvent(wish, move.id));
    const wishes = wishesFor(way);
    return html`<li data-testid="move-row">
      <span>${title}</span>
      <b class="number">${signed(move.delta)}</b>
      <small class="what"
        >${moveTitle(move)} · ${clockTime(Date.parse(move.createdAt), this.#settings.value?.timeZone)}</small
      >
      <small class="what ${tone}">${text}</small>
      ${
        wishes.length > 0
          ? html`<div class="decide">
              ${wishes.map(wish => html`<button @click=${decide(wish)}>${wishText(wish)}</button>`)}
            </div>`
          : nothing
      }
    </li>`;
  }

  #item(): MovedItem | undefined {
    const { chosen } = this;
    if (!chosen) return undefined;
    const { product, variant, available } = this.#variants.value?.get(chosen.variant.id) ?? chosen;
    const detail = product.variants.length > 1 ? variant.title : (variant.sku ?? '');
    return { title: product.title, detail, available };
  }

  fits(words: string): boolean | undefined {
    return this.finder.fits(words);
  }

  /** Takes a scan that nothing refuses. */
  takeScan(code: string): void {
    void this.finder.takeScan(code);
  }

  #found = ({ sellable }: SellableFoundEvent): void => {
    this.said = '';
    if (!sellable.variant.tracked) {
      this.said = msg(str`Shopify does not count ${sellable.product.title}.`);
      return;
    }
    this.chosen = sellable;
    void this.dialog.show();
  };

  #write = async ({ reason, units, note, seen }: StockMoveEvent): Promise<void> => {
    const { chosen, till } = this;
    if (!chosen || !till) return;
    const what = { inventoryItemId: chosen.variant.inventoryItemId, variantId: chosen.variant.id, note };
    const draft: MoveDraft =
      reason === 'count'
        ? { ...what, reason, counted: units, ...(seen === undefined ? {} : { seen }) }
        : { ...what, reason, units };
    try {
      const move = await withRight(this, till, 'move-stock', (by, approval) => {
        const approvals = approvalsFor('move-stock', approval);
        return by.selling.move(approvals.length > 0 ? { ...draft, approvals } : draft);
      });
      this.said = move
        ? `${chosen.product.title}: ${moveTitle(move)}.`
        : msg('Nothing was changed: nobody approved.');
    } catch (error) {
      this.said = msg(str`It could not be saved: ${errorWords(error)}`);
    }
  };

  #decide = async ({ wish, id }: DecideEvent): Promise<void> => {
    this.#resolving = id;
    if (wish === 'resolve') return this.note.show();
    await this.#decided(id, { do: 'send-again' });
  };

  #resolve = async ({ words }: WordsEvent): Promise<void> => {
    const decision = { do: 'resolve' as const, note: words ?? '' };
    await this.#decided(this.#resolving, decision);
  };

  async #decided(id: string, decision: Decision): Promise<void> {
    const decide = () =>
      withRight(this, this.till, 'decide', (till, approval) =>
        till.selling.decide('stockMoves', id, decision, undefined, approval),
      );
    const isDone = await orSay(decide, words => (this.said = words));
    if (isDone !== undefined) this.said = isDone ? '' : notDecidedWords();
  }
}
