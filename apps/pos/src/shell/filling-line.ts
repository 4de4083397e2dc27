import type { TillStatus } from '@tidemark/till';
import { html, nothing } from 'lit';
import { collectionTitles } from '../sync/collection-titles.ts';

/** How far the till is with reading everything; nothing while it is not. */
export function fillingLine(filling: TillStatus['filling']) {
  if (!filling) return nothing;
  const { collection, done, total } = filling.progress;
  const first =
    filling.kind === 'first'
      ? 'First sync: you can sell what is already here.'
      : 'Reading everything anew. Go on selling.';
  return html`<p class="filling">
    <span
      >${first} ${collectionTitles[collection]}:
      ${done.toLocaleString()}${total === undefined ? '' : ` of ${total.toLocaleString()}`}</span
    ><progress
      aria-label="Sync progress"
      max=${total || 1}
      .value=${total === undefined ? 0 : done}
    ></progress>
  </p>`;
}
