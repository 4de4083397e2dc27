import { lineNoteOf, noteOf, type Sale } from '@tidemark/schema';
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  directionOf,
  inLanguage,
  languageNow,
  LocalizedElement,
  msg,
  numberText,
  str,
} from '../language/index.ts';
import { moneyText } from '../look/money-text.ts';
import { receiptStyles } from './receipt.styles.ts';
import { taxText } from './tax-text.ts';
import { tenderWords } from '../pay/tenders/index.ts';
import { dayWords, minuteWords } from '../look/time.ts';
import { base, tokens } from '../look/tokens.ts';

/** The head of a receipt: shop and customer. */
export interface ReceiptHead {
  readonly shop: string;
  /** Lines, ready to print. */
  readonly address: readonly string[];
  /** '' for none. */
  readonly customer: string;
  /** The shop's; undefined: the browser's. */
  readonly timeZone: string | undefined;
  /** The shop's language, by its code; undefined: the one on screen. */
  readonly language?: string | undefined;
}

/** @summary A sale as the customer takes it home: on screen, and on paper of 72 to 80 mm. */
@customElement('tide-receipt')
export class TideReceipt extends LocalizedElement {
  static override styles = [tokens, base, receiptStyles];

  @property({ attribute: false }) sale: Sale | undefined;
  @property({ attribute: false }) head: ReceiptHead | undefined;

  override render() {
    const { sale, head } = this;
    return sale ? inLanguage(head?.language, () => this.#paper(sale, head)) : nothing;
  }

  #paper(sale: Sale, head: ReceiptHead | undefined) {
    return html`
      <article
        class="root"
        lang=${languageNow()}
        dir=${directionOf(languageNow())}
        data-testid="receipt"
        aria-label=${msg(str`Receipt ${sale.receiptNumber}`)}
      >
        <h3>${head?.shop ?? ''}</h3>
        ${head?.address.map(line => html`<p class="centre">${line}</p>`)}
        <hr class="rule" />
        <table>
          <tbody>
            <tr>
              <th scope="row">${msg('Receipt')}</th>
              <td class="number" data-testid="receipt-number">${sale.receiptNumber}</td>
            </tr>
            <tr>
              <th scope="row">${dayWords(Date.parse(sale.createdAt), head?.timeZone)}</th>
              <td class="number">${minuteWords(Date.parse(sale.createdAt), head?.timeZone)}</td>
            </tr>
            ${head?.customer ? this.#row(msg('Customer'), head.customer) : nothing}
          </tbody>
        </table>
        <hr class="rule" />
        ${this.#lines(sale)}
        <hr class="rule" />
        ${this.#sums(sale)}
        ${
          noteOf(sale)
            ? html`<hr class="rule" />
                <p>${noteOf(sale)}</p>`
            : nothing
        }
        <hr class="rule" />
        <p class="centre">${msg('Thank you!')}</p>
      </article>
    `;
  }

  #lines(sale: Sale) {
    return html`<table>
      <tbody>
        ${sale.lines.map(line => {
          const detail = [
            line.variantTitle,
            line.quantity > 1 ? `${numberText(line.quantity)} × ${this.#money(line.unitPrice)}` : '',
          ].filter(Boolean);
          const note = lineNoteOf(sale, line);
          return html`
            <tr>
              <th scope="row">${line.title}</th>
              <td class="number">${this.#money(line.unitPrice * line.quantity)}</td>
            </tr>
            ${
              detail.length > 0
                ? html`<tr class="small">
                    <th colspan="2">${detail.join(' · ')}</th>
                  </tr>`
                : nothing
            }
            ${
              note
                ? html`<tr class="small">
                    <th colspan="2">${note}</th>
                  </tr>`
                : nothing
            }
          `;
        })}
      </tbody>
    </table>`;
  }

  #sums(sale: Sale) {
    const { totals, taxLines, tenders, taxesIncluded, taxExempt } = sale;
    return html`<table>
      <tbody>
        ${totals.discount > 0 ? this.#row(msg('Discount'), this.#money(-totals.discount)) : nothing}
        ${taxesIncluded ? nothing : this.#row(msg('Subtotal'), this.#money(totals.subtotal))}
        ${taxesIncluded ? nothing : taxLines.map(tax => this.#row(taxText(tax), this.#money(tax.amount)))}
        <tr class="total">
          <th scope="row">${msg('Total')}</th>
          <td class="number" data-testid="receipt-total">${this.#money(totals.total)}</td>
        </tr>
        ${taxesIncluded ? taxLines.map(tax => this.#row(msg(str`incl. ${taxText(tax)}`), this.#money(tax.amount))) : nothing}
        ${taxExempt ? this.#row(msg('Tax exempt'), '') : nothing}
        ${tenders.map(tender => this.#row(tenderWords(tender), this.#money(tender.amount)))}
        ${totals.change > 0 ? this.#row(msg('Change'), this.#money(totals.change)) : nothing}
      </tbody>
    </table>`;
  }

  #row(words: string, value: string) {
    return html`<tr>
      <th scope="row">${words}</th>
      <td class="number">${value}</td>
    </tr>`;
  }

  #money(minor: number): string {
    return moneyText(minor, this.sale?.currency ?? 'EUR');
  }
}
