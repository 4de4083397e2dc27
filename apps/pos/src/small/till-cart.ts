import { moneyText } from '@tidemark/elements/look/money-text';
import { msg, numberText } from '@tidemark/elements/language';
import type { PageTill } from '@tidemark/till/page';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { skip, Subscription } from 'rxjs';
import { TideCartChangedEvent } from '../embed/cart-changed-event.ts';
import { Answered } from '../page/answered.ts';
import { Observed } from '../page/observed.ts';
import {
  draftFacts$,
  draftToShow,
  factsQuestion,
  termsOf,
  type KnownDraft,
} from '../sell/cart/draft-facts.ts';
import { draftMoney, emptyDraft, pieces } from '../sell/cart/draft.ts';
import { lineWarning } from '../sell/cart/line-warning.ts';
import { holdCart, type HeldCart } from '../tills/shared-cart.ts';
import { currencyOf } from './currency-of.ts';
import { TillElement } from './till-element.ts';
import { whoSignsIn } from './who-signs-in.ts';

/**
 * @summary The cart on a till's screen, live.
 * @fires {TideCartChangedEvent} tide-cart-changed - The cart has changed.
 * @csspart line - A line.
 * @csspart total - The total.
 */
@customElement('tide-till-cart')
export class TideTillCart extends TillElement {
  static override styles = [
    ...TillElement.styles,
    css`
      li,
      .total {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0 12px;
        padding: 6px 0;
      }
      li span:first-child {
        overflow-wrap: anywhere;
      }
      small {
        color: var(--_soft);
      }
      .warning {
        grid-column: 1 / -1;
        color: var(--_warn);
      }
      .total {
        margin: 0;
        border-top: 1px solid var(--_line);
        font-weight: 650;
      }
    `,
  ];

  @state() private held: HeldCart | undefined;
  readonly #draft = new Observed(
    this,
    () => this.held?.cart,
    cart => cart.draft$,
  );
  readonly #facts = new Answered(
    this,
    () => this.till,
    () => factsQuestion(this.#draft.value ?? emptyDraft),
    draftFacts$,
  );
  #shown: KnownDraft | undefined;
  #news = new Subscription();

  protected override update(changed: PropertyValues<this>): void {
    this.#shown = draftToShow(this.#draft.value, this.#facts.value, this.#shown);
    super.update(changed);
  }

  protected override renderTill(till: PageTill) {
    if (!this.session) return whoSignsIn(till, this.shop);
    if (!this.#shown) return nothing;
    const { draft, facts } = this.#shown;
    const currency = currencyOf(facts.settings, this.session);
    return html`<section class="root panel" aria-label=${msg('Cart')}>
      ${draft.lines.length === 0 ? html`<p class="root quiet">${msg('The cart is empty.')}</p>` : this.#lines(this.#shown, currency)}
      <p class="total" part="total">
        <span>${msg('Total')}</span
        ><span class="number" data-testid="small-cart-total"
          >${moneyText(draftMoney(draft, termsOf(draft, facts)).total, currency)}</span
        >
      </p>
    </section>`;
  }

  #lines({ draft, facts }: KnownDraft, currency: string) {
    return html`<ul>
      ${repeat(
        draft.lines,
        line => line.id,
        line => {
          const { item, quantity } = line;
          const warning = lineWarning(line, draft, facts.variants);
          return html`<li part="line" data-testid="small-cart-line">
            <span>${item.title} ${item.variantTitle ? html`<small>${item.variantTitle}</small>` : ''}</span>
            <span class="number">${numberText(quantity)} × ${moneyText(item.unitPrice, currency)}</span>
            ${warning ? html`<small class="warning">${warning}</small>` : ''}
          </li>`;
        },
      )}
    </ul>`;
  }

  protected override tillChanged(till: PageTill | undefined): void {
    this.#news.unsubscribe();
    this.#shown = undefined;
    this.held?.[Symbol.dispose]();
    this.held = till && holdCart(till, this.shop);
    this.#news =
      this.held?.cart.draft$
        .pipe(skip(1))
        .subscribe(draft => this.dispatchEvent(new TideCartChangedEvent(pieces(draft)))) ??
      new Subscription();
  }
}
