import { noteOf, type Sale } from '@tidemark/schema';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LocalizedElement, msg, numberText, str } from '../language/index.ts';
import { moneyText } from '../look/money-text.ts';
import { fieldStyles } from '../look/dialog.styles.ts';
import { DecideEvent, type Wish } from './sale-events.ts';
import type { Tone } from './sale-list.ts';
import { taxText } from './tax-text.ts';
import { tenderWords } from '../pay/tenders/index.ts';
import { clockTime } from '../look/time.ts';
import { base, tokens } from '../look/tokens.ts';
import { wishText } from './wish-words.ts';

/** A correction of Shopify's stock because of a sale. */
export interface CorrectionView {
  readonly key: string;
  readonly words: string;
  readonly tone: Tone;
  /** What a person can decide about it; empty when there is nothing to decide. */
  readonly wishes: readonly Wish[];
}

/** A sale and what became of it. */
export interface SaleView {
  readonly sale: Sale;
  /** '' for none. */
  readonly customer: string;
  readonly way: string;
  readonly tone: Tone;
  /** Shopify's name of its order; '' until it has one. */
  readonly orderName: string;
  /** Amounts where Shopify's money is not the sale's, with titles. Money in minor units. */
  readonly differences: readonly { readonly title: string; readonly sale: number; readonly order: number }[];
  /** What a person can decide about it; empty when there is nothing to decide. */
  readonly wishes: readonly Wish[];
  readonly isElsewhere: boolean;
  /** Where Shopify took the goods from another location, a sentence each. */
  readonly stock: readonly string[];
  readonly corrections: readonly CorrectionView[];
  /** The shop's; undefined: the browser's. */
  readonly timeZone: string | undefined;
}

/**
 * @summary One sale: its way to Shopify, lines, taxes, tenders, and where money differs.
 * @fires {DecideEvent} decide - What should be done with a sale that was refused or not taken, or with a refused correction.
 */
@customElement('tide-sale-details')
export class TideSaleDetails extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    fieldStyles,
    css`
      table {
        width: 100%;
        border-collapse: collapse;
        margin-bottom: 14px;
      }
      th,
      td {
        padding: 6px 0;
        text-align: start;
        vertical-align: top;
        font-weight: 400;
        border-bottom: 1px solid var(--_line);
        overflow-wrap: anywhere;
      }
      td {
        text-align: end;
        white-space: nowrap;
        padding-inline-start: 12px;
      }
      th small {
        display: block;
        color: var(--_soft);
        font-size: calc(13 * var(--_px));
      }
      tr.total > * {
        font-weight: 650;
        font-size: calc(18 * var(--_px));
      }
      thead th {
        color: var(--_soft);
        font-size: calc(13 * var(--_px));
      }
      thead th + th {
        text-align: end;
        padding-inline-start: 12px;
      }
      .way {
        margin: 0 0 12px;
        padding: 12px 14px;
        border-radius: var(--_radius);
        border: 1px solid currentColor;
        overflow-wrap: anywhere;
      }
      .way.good {
        color: var(--_good);
      }
      .way.wait {
        color: var(--_warn);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-bottom: 14px;
      }
      .row button {
        flex: 1 1 auto;
      }
    `,
  ];

  @property({ attribute: false }) view: SaleView | undefined;

  override render() {
    if (!this.view) return nothing;
    const { sale, customer, way, tone, wishes, isElsewhere, timeZone } = this.view;
    const note = noteOf(sale);
    const facts = [
      clockTime(Date.parse(sale.createdAt), timeZone),
      customer,
      isElsewhere ? msg('rung up on another till') : '',
    ];
    return html`
      <div class="root" data-testid="sale-details">
        <p class="soft">${facts.filter(Boolean).join(' · ')}</p>
        <p class="way ${tone}" data-testid="sale-details-way">${way}</p>
        ${this.#decide(sale.id, wishes)} ${this.#corrections(sale.id)} ${this.#stock()} ${this.#differences()}
        ${this.#lines(sale)} ${note ? html`<p class="soft">${note}</p>` : nothing}
      </div>
    `;
  }

  #decide(id: string, wishes: readonly Wish[], effect?: string) {
    if (wishes.length === 0) return nothing;
    return html`<div class="row">
      ${wishes.map(
        wish =>
          html`<button
            class=${wish === 'send-again' ? 'primary' : ''}
            data-testid=${effect === undefined ? wish : `correction-${wish}`}
            @click=${() => this.dispatchEvent(new DecideEvent(wish, id, effect))}
          >
            ${wishText(wish)}
          </button>`,
      )}
    </div>`;
  }

  #corrections(id: string) {
    const { corrections = [] } = this.view ?? {};
    return corrections.map(
      ({ key, words, tone, wishes }) =>
        html`<p class="way ${tone}" data-testid="stock-correction">${words}</p>
          ${this.#decide(id, wishes, key)}`,
    );
  }

  #stock() {
    const { stock = [] } = this.view ?? {};
    return stock.map(words => html`<p class="way bad" data-testid="stock-difference">${words}</p>`);
  }

  #differences() {
    const { differences = [] } = this.view ?? {};
    if (differences.length === 0) return nothing;
    return html`<table data-testid="money-differences">
      <thead>
        <tr>
          <th class="bad">${msg('Shopify’s money is not the same')}</th>
          <th>${msg('Here')}</th>
          <th>${msg('Shopify')}</th>
        </tr>
      </thead>
      <tbody>
        ${differences.map(
          each =>
            html`<tr>
              <th scope="row">${each.title}</th>
              <td class="number">${this.#money(each.sale)}</td>
              <td class="number bad">${this.#money(each.order)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #lines({ lines, totals, taxLines, taxesIncluded, taxExempt, tenders }: Sale) {
    const row = (words: string, amount: number) =>
      html`<tr>
        <th scope="row">${words}</th>
        <td class="number">${this.#money(amount)}</td>
      </tr>`;
    const taxes = taxLines.map(tax =>
      row(taxesIncluded ? msg(str`incl. ${taxText(tax)}`) : taxText(tax), tax.amount),
    );
    return html`<table aria-label=${msg('Lines and money')}>
      <tbody>
        ${lines.map(
          line =>
            html`<tr>
              <th scope="row">
                ${line.title}<small
                  >${[line.variantTitle, `${numberText(line.quantity)} × ${this.#money(line.unitPrice)}`].filter(Boolean).join(' · ')}</small
                >
              </th>
              <td class="number">${this.#money(line.amount)}</td>
            </tr>`,
        )}
        ${totals.discount > 0 ? row(msg('Discount, taken off above'), -totals.discount) : nothing}
        ${taxesIncluded ? nothing : taxes}
        <tr class="total">
          <th scope="row">${msg('Total')}</th>
          <td class="number">${this.#money(totals.total)}</td>
        </tr>
        ${taxesIncluded ? taxes : nothing}
        ${
          taxExempt
            ? html`<tr>
                <th scope="row" colspan="2">${msg('Tax exempt')}</th>
              </tr>`
            : nothing
        }
        ${tenders.map(tender => row(tenderWords(tender), tender.amount))}
        ${totals.change > 0 ? row(msg('Change'), totals.change) : nothing}
      </tbody>
    </table>`;
  }

  #money(minor: number): string {
    return moneyText(minor, this.view?.sale.currency ?? 'EUR');
  }
}
