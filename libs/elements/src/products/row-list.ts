import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { placed } from '../orders/placed.ts';
import type { ListPart } from './places.ts';
import type { RowWindow } from './row-window.ts';

export interface RowListParts<T> {
  readonly window: RowWindow;
  /** What the rows are, for a screen reader. */
  readonly label: string;
  readonly part: ListPart<T>;
  /** What was searched for. */
  readonly query: string;
  /** Shown where the list has no rows. */
  readonly emptyText: string;
  /** What stands in a row. */
  readonly row: (item: T) => TemplateResult;
}

/** A long list of rows, in the look of `listStyles`. A place that is not here yet is a blank row. */
export function rowList<T extends { readonly id: string }>({
  window,
  label,
  part,
  query,
  emptyText,
  row,
}: RowListParts<T>): TemplateResult {
  const { places, top, height } = window.part(part, query);
  return html`
    <div class="root scroll" tabindex="0" role="region" aria-label=${label} @scroll=${window.scrolled}>
      ${part.total === 0 ? html`<p class="empty">${emptyText}</p>` : nothing}
      <div class="space" ${placed({ height: `${height}px` })}>
        <ul class="rows" ${placed({ top: `${top}px` })}>
          ${repeat(
            places,
            ({ at, item }) => item?.id ?? at,
            ({ at, item }) =>
              item
                ? html`<li aria-posinset=${at + 1} aria-setsize=${part.total}>${row(item)}</li>`
                : html`<li aria-hidden="true"></li>`,
          )}
        </ul>
      </div>
    </div>
  `;
}
