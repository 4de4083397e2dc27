import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LocalizedElement, msg } from '../language/index.ts';
import { fieldStyles } from '../look/dialog.styles.ts';
import type { Tone } from '../sales/sale-list.ts';
import { base, tokens } from '../look/tokens.ts';

/** Words with an amount and an explanation; '' for no explanation. */
export interface WorthRow {
  readonly title: string;
  readonly detail: string;
  readonly worth: string;
  readonly tone?: Tone | undefined;
}

/** An order and everything that became of it, in words. */
export interface OrderView {
  /** When and where it was placed. */
  readonly facts: string;
  /** How it is paid, sent, or cancelled. */
  readonly states: readonly { readonly text: string; readonly tone: Tone }[];
  /** What a cashier must know, for example that no till has it. '' for nothing. */
  readonly notice: string;
  /** Name, e-mail, phone; empty for no customer. */
  readonly customer: readonly string[];
  readonly lines: readonly WorthRow[];
  /** From the lines to the total, and what is still to be paid. */
  readonly totals: readonly (WorthRow & { readonly isTotal?: boolean })[];
  readonly payments: readonly WorthRow[];
  readonly refunds: readonly WorthRow[];
  readonly tags: string;
  readonly note: string;
}

/** @summary One order: its state, customer, lines, totals, payments and refunds. */
@customElement('tide-order-details')
export class TideOrderDetails extends LocalizedElement {
  static override styles = [
    tokens,
    base,
    fieldStyles,
    css`
      h3 {
        margin: 16px 0 4px;
        font-size: calc(15 * var(--_px));
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .states {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-bottom: 12px;
      }
      .states li {
        padding: 4px 12px;
        border: 1px solid currentColor;
        border-radius: 999px;
        font-size: calc(14 * var(--_px));
        font-weight: 550;
      }
      .wait {
        color: var(--_warn);
      }
      .notice {
        padding: 10px 14px;
        border-radius: var(--_radius);
        background: var(--_tint);
      }
      table {
        width: 100%;
        border-collapse: collapse;
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
      small {
        display: block;
        color: var(--_soft);
        font-size: calc(13 * var(--_px));
      }
      tr.total > * {
        font-weight: 650;
        font-size: calc(18 * var(--_px));
      }
      p {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) view: OrderView | undefined;

  override render() {
    const { view } = this;
    if (!view) return nothing;
    const { facts, states, notice, customer, lines, totals, payments, refunds, tags, note } = view;
    return html`
      <div class="root" data-testid="order-details">
        <p class="soft">${facts}</p>
        ${notice ? html`<p class="notice">${notice}</p>` : nothing}
        <ul class="states" data-testid="order-states">
          ${states.map(({ text, tone }) => html`<li class=${tone}>${text}</li>`)}
        </ul>
        ${this.#part(msg('Customer'), customer.length > 0 && html`<p>${customer.map((each, n) => (n === 0 ? each : html`<br />${each}`))}</p>`)}
        ${this.#part(msg('Lines'), this.#table(msg('Lines and totals'), [...lines, ...totals]))}
        ${this.#part(msg('Payments'), this.#table(msg('Payments'), payments))}
        ${this.#part(msg('Refunds'), this.#table(msg('Refunds'), refunds))}
        ${this.#part(msg('Note'), note !== '' && html`<p data-testid="order-note">${note}</p>`)}
        ${this.#part(msg('Tags'), tags !== '' && html`<p>${tags}</p>`)}
      </div>
    `;
  }

  #part(title: string, content: TemplateResult | false) {
    return content
      ? html`<h3>${title}</h3>
          ${content}`
      : nothing;
  }

  #table(
    label: string,
    rows: readonly (WorthRow & { readonly isTotal?: boolean })[],
  ): TemplateResult | false {
    return (
      rows.length > 0 &&
      html`<table aria-label=${label}>
        <tbody>
          ${rows.map(
            ({ title, detail, worth, tone, isTotal }) =>
              html`<tr class=${isTotal ? 'total' : ''}>
                <th scope="row">${title}${detail ? html`<small>${detail}</small>` : nothing}</th>
                <td class="number ${tone ?? ''}">${worth}</td>
              </tr>`,
          )}
        </tbody>
      </table>`
    );
  }
}
