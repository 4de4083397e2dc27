import { msg, numberText, str } from '@tidemark/elements/language';
import type { TillStatus } from '@tidemark/till';
import { html, nothing } from 'lit';
import { collectionTitles } from '../sync/collection-titles.ts';

/** Progress with its total: "1,000 of 25,000". */
export function doneText(done: number, total: number | undefined): string {
  return total === undefined ? numberText(done) : msg(str`${numberText(done)} of ${numberText(total)}`);
}

/** How far the till has read everything; nothing while it is not reading. */
export function fillingLine(filling: TillStatus['filling']) {
  if (!filling) return nothing;
  const { collection, done, total } = filling.progress;
  const first =
    filling.kind === 'first'
      ? msg('First sync: you can sell what is already here.')
      : msg('Reading everything anew. Go on selling.');
  return html`<p class="filling">
    <span>${first} ${collectionTitles[collection]}: ${doneText(done, total)}</span
    ><progress
      aria-label=${msg('Sync progress')}
      max=${total || 1}
      .value=${total === undefined ? 0 : done}
    ></progress>
  </p>`;
}
